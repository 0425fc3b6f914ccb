"""Tasks: from clauses or from the outline, and which source counts."""
