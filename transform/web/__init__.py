"""What comes as a web page: where the document stands on it, and what the page says about it."""
