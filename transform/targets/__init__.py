"""Numeric commitments in the text of a task: what is promised, how much of it, by when."""
