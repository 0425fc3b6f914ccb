"""Published values proved, and explained, from the archive."""
