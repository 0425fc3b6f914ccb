"""Citations that lead to documents of the release: the only column that depends on other portals."""

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from load.works import subject_of

CITED_BY = ("document_id", "portal", "title", "doc_number", "work_id", "is_primary")


class CitedDocuments:
    """Documents as citations find them: by 发文字号, or by what the title is about.

    Columns are kept, not rows: a country has millions of documents.
    """

    def __init__(self, documents: pa.Table) -> None:
        """`documents` has the columns `CITED_BY`."""
        self._ids, self._portals, titles, numbers, self._works, self._primary = (
            documents[name].to_pylist() for name in CITED_BY
        )
        self._subjects = [subject_of(title) for title in titles]
        self._by_number: dict[str, list[int]] = defaultdict(list)
        self._by_subject: dict[str, list[int]] = defaultdict(list)
        for place, (number, subject) in enumerate(zip(numbers, self._subjects, strict=True)):
            if number:
                self._by_number[number].append(place)
            if subject:
                self._by_subject[subject].append(place)

    def resolve(self, citations: pa.Table, slug: str) -> pa.Table:
        """A portal's citations with the document that each means, where only one work can be meant."""
        columns = (citations[name].to_pylist() for name in ("document_id", "title", "doc_number"))
        cited = [
            self._find(own, title, number, slug)
            for own, title, number in zip(*columns, strict=True)
        ]
        place = citations.schema.get_field_index("cited_document_id")
        return citations.set_column(
            place,
            citations.schema.field(place),
            pa.array(cited, pa.string()),
        )

    def _find(self, own: str, title: str | None, number: str | None, slug: str) -> str | None:
        subject = subject_of(title)
        if number:
            meant = self._by_number.get(number, [])
        else:
            meant = self._by_subject.get(subject, [])
        if number and subject:
            meant = [place for place in meant if _may_be_same(subject, self._subjects[place])]
        return self._choose([place for place in meant if self._ids[place] != own], slug)

    def _choose(self, places: Sequence[int], slug: str) -> str | None:
        """Of the publications of one work the issuer's own, else one of the same portal, else the first by id."""
        # Two works of one number or title: nobody can say which is cited, and nothing is guessed.
        if len({self._works[place] for place in places}) != 1:
            return None
        best = min(
            places,
            key=lambda at: (not self._primary[at], self._portals[at] != slug, self._ids[at]),
        )
        found: str = self._ids[best]
        return found


def _may_be_same(cited: str, held: str) -> bool:
    """Whether a cited subject may be a held one: one is often shortened."""
    if not held:
        return True
    if cited in held:
        return True
    return held in cited
