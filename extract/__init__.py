"""From the web to the archive: list pages, polite fetching, the frontier.

Nothing here reads documents.
"""
