"""The commands, a module for each kind of work.

Each is thin and imports what it needs when it runs.
"""
