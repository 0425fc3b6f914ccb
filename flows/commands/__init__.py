"""The commands, a module for each kind of work; each is thin and imports what it needs when it runs."""
