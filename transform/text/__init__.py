"""A part's text: put right, outlined, and what it says about its document."""
