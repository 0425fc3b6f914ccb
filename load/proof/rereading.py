"""Published documents read again from the archive, by the portal file of their build and today's rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from load.builds import Build
from load.cache.code_version import READING, code_version
from load.draft import context_of
from load.reading.articles import Snapshot, find_file_targets
from load.reading.history import DocumentReader
from load.reading.reader import DocumentJob, link_keys
from taizhang.addresses import surt_key
from taizhang.archive import Archive, ArchiveError, Capture, Purpose
from taizhang.portals import Portal
from taizhang.rows import Row
from taizhang.tables.terms import Outcome
from transform.web.page import read_page


class Rereading:
    """A portal's archive up to the moment of a build, to read its documents from once more.

    `same_rules` says whether today's rules are the build's.
    """

    def __init__(self, archive: Archive, build: Build) -> None:
        self.slug = build.slug
        self.same_rules = build.record["reading_code"] == code_version(READING)
        portal = Portal.model_validate(build.record["portal_file"])
        self.region = portal.region.name
        self.corrections = build.corrections
        self.context = context_of(portal)
        self.captures = archive.captures(self.slug, datetime.fromisoformat(build.record["until"]))
        self._targets = find_file_targets(
            c for c in self.captures if c.purpose == Purpose.ATTACHMENT
        )
        # The newest content of each further page of an article, and of each frame.
        self._further = {
            capture.url_key: capture
            for capture in self.captures
            if capture.purpose == Purpose.PAGE
            and capture.outcome in (Outcome.CONTENT, Outcome.UNCHANGED)
        }
        unreadable = build.record.get("unreadable", {})
        self.reader = DocumentReader(archive, self.captures, self.context, unreadable=unreadable)
        self._by_key: dict[str, list[Capture]] = defaultdict(list)
        for capture in self.captures:
            if capture.digest is not None:
                self._by_key[capture.url_key].append(capture)

    def page(self, document: Row) -> Capture:
        """The first capture of a published version's page.

        Raises ArchiveError where the archive has none.
        """
        keys = [surt_key(url) for url in (document["url"], *document["aliases"])]
        found = self._capture(keys, {document["capture_digest"]}, Purpose.ARTICLE)
        if found is None:
            raise ArchiveError(
                f"no capture of {document['url']} has the payload {document['capture_digest']}"
            )
        return self.reader.origin(found)

    def file(self, digest: str) -> Capture:
        """The first capture of an attachment by its payload.

        Raises ArchiveError where the archive has none.
        """
        for capture in self.captures:
            if capture.digest == digest and capture.purpose == Purpose.ATTACHMENT:
                return self.reader.origin(capture)
        raise ArchiveError(f"no capture of {self.slug} has the payload {digest}")

    def job(self, document: Row, digests: Collection[str]) -> DocumentJob:
        """The reading of a published version.

        `digests` are those of its parts. Raises ArchiveError for lost bytes.
        """
        page = self.page(document)
        wanted = set(digests) - {document["capture_digest"]}
        # Most documents are one page: its links are only read where something must stand beside it.
        if wanted or self._further:
            beside = self._beside(page, wanted)
        else:
            beside = []
        return self.reader.job(document["document_id"], Snapshot(page, tuple(beside), page))

    def _beside(self, page: Capture, digests: Collection[str]) -> list[Capture]:
        """What a document is made of beside its page: files with one of these payloads, its other pages."""
        links = list(link_keys(read_page(self.reader.payload(page), self.context)))
        # Which grows: each page may name the next one only.
        for key in links:
            if key in self._further:
                others = link_keys(read_page(self.reader.payload(self._further[key]), self.context))
                links += [other for other in others if other not in links]
        captures: list[Capture] = []
        for key in links:
            if key in self._targets:
                addresses = [key, self._targets[key]]
            else:
                addresses = [key]
            # A further page or a frame comes before a file of the same address: it was fetched as a
            # part of the page.
            found = self._further.get(key) or self._capture(addresses, digests, Purpose.ATTACHMENT)
            if found is not None:
                captures.append(found)
        return captures

    def _capture(
        self,
        keys: Iterable[str],
        digests: Collection[str],
        purpose: Purpose,
    ) -> Capture | None:
        """The newest capture of an address with one of these payloads."""
        for key in keys:
            # The newest that has one of these payloads: an older one may have come with other
            # headers.
            for capture in reversed(self._by_key[key]):
                if capture.digest in digests and capture.purpose == purpose:
                    return capture
        return None
