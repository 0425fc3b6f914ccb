"""Attachments: what a file says by its bytes, as blocks, or an issue that says why not (readers.py)."""
