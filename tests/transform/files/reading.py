"""Files read as documents read them: markup by the rules of pages."""

from transform.files import readers
from transform.files.filetext import FileText
from transform.model import Payload
from transform.web.fragment import read_fragment


def read_file(payload: Payload) -> list[FileText]:
    """The text of a file, or of each member of an archive."""
    return readers.read_file(payload, read_fragment)


def read_only(content: bytes, name: str) -> FileText:
    """The text of a single file."""
    (file,) = read_file(Payload(content, "digest", name=name))
    return file
