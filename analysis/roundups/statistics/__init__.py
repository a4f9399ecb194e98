"""Rates, increments, reconciliation and coverage: pure functions of tables."""
