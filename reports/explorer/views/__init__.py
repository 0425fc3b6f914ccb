"""What answers a request: a module for each kind of page."""
