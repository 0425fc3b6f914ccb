"""Who: names of units in lists, their roles, and the organs they are."""
