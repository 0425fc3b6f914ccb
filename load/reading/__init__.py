"""From the archive to the versions of documents, each with its rows."""
