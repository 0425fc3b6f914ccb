"""Time limits: the expressions of time in a task's text that bind somebody."""
