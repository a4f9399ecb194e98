"""The chart forms and the one style they share; each form is a function of tables that returns a matplotlib figure."""
