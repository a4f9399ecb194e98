"""Rates, paces, changes, increments, reconciliation, the audit and coverage: pure functions of tables."""
