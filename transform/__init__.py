"""Pure functions from bytes to rows with evidence.

Nothing here opens a file or a socket, but files/office.py: it lets LibreOffice read old Word files.
"""
