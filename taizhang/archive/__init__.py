"""The archive: WARC files and their columnar index.

Everything after the crawl reads only from here.
"""

from taizhang.archive.archive import Archive
from taizhang.archive.capture import ArchiveError, Capture, Exchange, Purpose, payload_digest
from taizhang.archive.run import Run

__all__ = ["Archive", "ArchiveError", "Capture", "Exchange", "Purpose", "Run", "payload_digest"]
