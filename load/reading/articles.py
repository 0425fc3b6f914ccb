"""From captures to articles: which addresses are one, which versions it had, whether it is gone.

Pure: captures and what their pages hold come in, the history of each article goes out. Everything
is decided at the end of a run, so that a page is never seen without the attachments that the same
night brought.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain

from taizhang.addresses import surt_key
from taizhang.archive import Capture, Purpose
from taizhang.tables.terms import Outcome

# What a document's page leads to.
OF_DOCUMENTS = frozenset({Purpose.ATTACHMENT, Purpose.PAGE})
MISSING = (Outcome.GONE, Outcome.SOFT_404)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page turned out to be under today's rules.

    `content` is the same for pages that say the same, whatever stands around the document; None for
    no document. `links` are its attachments' addresses as keys.
    """

    outcome: Outcome
    detail: str | None
    content: str | None
    links: tuple[str, ...] = ()


class State(StrEnum):
    """What a capture says of its address."""

    DOCUMENT = "document"
    MOVED = "moved"
    MISSING = "missing"
    # An error or a challenge says nothing about the article.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One capture of an address with what it says."""

    capture: Capture
    state: State
    facts: PageFacts | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an article was made of at the end of a run: its page, the newest content of its attachments."""

    page: Capture
    attachments: tuple[Capture, ...]
    seen: Capture  # the capture that made it so

    @property
    def digests(self) -> tuple[str | None, ...]:
        """What tells two snapshots apart."""
        return (
            self.page.url_key,
            self.page.digest,
            *(capture.digest for capture in self.attachments),
        )


@dataclass(frozen=True, slots=True)
class Absence:
    """The first capture that missed an article, and what its address answers."""

    missed_first: Capture
    reason: str


@dataclass(slots=True)
class Article:
    """One article: its addresses in the order in which they showed it, its snapshots in time, its end if it has one."""

    addresses: list[str]
    first: Capture
    snapshots: list[Snapshot] = field(default_factory=list)
    gone: Absence | None = None
    urls: list[str] = field(default_factory=list)

    @property
    def page(self) -> Capture:
        """The page of the newest snapshot."""
        return self.snapshots[-1].page


Facts = Callable[[Capture], PageFacts | None]


def read_articles(captures: Sequence[Capture], facts: Facts, gone_after: int) -> list[Article]:
    """All articles of a portal with their history.

    `captures` are in order of time; `facts` says what a capture's page holds, None where nothing is
    known of it.
    """
    beyond = _links_beyond(captures, facts)
    sightings: dict[str, list[Sighting]] = defaultdict(list)
    for capture in captures:
        if capture.purpose == Purpose.ARTICLE:
            sightings[capture.url_key].append(
                make_sighting(capture, _with_beyond(facts(capture), beyond))
            )
    attachments = _contents_by_address(
        [capture for capture in captures if capture.purpose in OF_DOCUMENTS]
    )
    articles = []
    for addresses in _group_addresses(sightings):
        article = _make_article(addresses, sightings)
        _follow_runs(article, sightings, attachments, gone_after)
        articles.append(article)
    return articles


def make_sighting(capture: Capture, facts: PageFacts | None) -> Sighting:
    """What a capture says of its address, by today's rules where its bytes were kept."""
    outcome = facts.outcome if facts is not None else capture.outcome
    detail = facts.detail if facts is not None else capture.detail
    if outcome is Outcome.REDIRECT:
        return Sighting(capture, State.MOVED, facts, detail)
    if outcome in MISSING:
        return Sighting(capture, State.MISSING, facts, detail or outcome.value)
    if outcome in (Outcome.CONTENT, Outcome.UNCHANGED) and facts is not None:
        if facts.content is None:
            return Sighting(
                capture,
                State.MISSING,
                facts,
                facts.detail or "no document stands there any more",
            )
        return Sighting(capture, State.DOCUMENT, facts)
    return Sighting(capture, State.UNKNOWN, facts, detail)


def _links_beyond(captures: Iterable[Capture], facts: Facts) -> dict[str, tuple[str, ...]]:
    """What the further pages of articles lead to, by their keys: files stand at the end of the last one."""
    beyond: dict[str, tuple[str, ...]] = {}
    for capture in captures:
        found = None
        if capture.purpose == Purpose.PAGE:
            found = facts(capture)
        if found is not None and found.links:
            beyond[capture.url_key] = found.links
    return beyond


def _with_beyond(
    found: PageFacts | None,
    beyond: Mapping[str, tuple[str, ...]],
) -> PageFacts | None:
    """Facts of an article's page whose links are those of its further pages too, each once and in their order."""
    if found is None or not beyond or not any(link in beyond for link in found.links):
        return found
    links = list(found.links)
    # Which grows: each page may name the next one only.
    for link in links:
        links += [other for other in beyond.get(link, ()) if other not in links]
    return replace(found, links=tuple(links))


def find_file_targets(captures: Iterable[Capture]) -> dict[str, str]:
    """Where attachments lead that answer with a redirect, through all hops to the end; by keys."""
    hops: dict[str, str] = {}
    for capture in captures:
        target = None
        if capture.outcome is Outcome.REDIRECT:
            target = _key_of_url(capture.detail)
        if target is not None and target != capture.url_key:
            hops[capture.url_key] = target
    targets: dict[str, str] = {}
    for link in hops:
        passed = {link}
        end = link
        # Redirects may go in circles.
        while end in hops and hops[end] not in passed:
            end = hops[end]
            passed.add(end)
        targets[link] = end
    return targets


def _contents_by_address(
    captures: Sequence[Capture],
) -> dict[str, tuple[list[datetime], list[Capture]]]:
    """For each attachment's address the captures with content, by time.

    A failed download changes nothing. What lies behind a redirect is the content of the address
    that leads there.
    """
    found: dict[str, tuple[list[datetime], list[Capture]]] = defaultdict(lambda: ([], []))
    for capture in captures:
        if capture.outcome in (Outcome.CONTENT, Outcome.UNCHANGED) and capture.digest is not None:
            times, held = found[capture.url_key]
            times.append(capture.captured_at)
            held.append(capture)
    behind = {
        link: found[target][1]
        for link, target in find_file_targets(captures).items()
        if target in found
    }
    for link, contents in behind.items():
        both = sorted([*found[link][1], *contents], key=lambda capture: capture.captured_at)
        found[link] = [capture.captured_at for capture in both], both
    return found


def _group_addresses(sightings: Mapping[str, list[Sighting]]) -> list[list[str]]:
    """Addresses that are one article, each group in the order in which they first showed a document.

    Two addresses are one article when one redirects to the other or both have said the same.
    """
    shown: dict[str, datetime] = {}
    first_to_say: dict[str, str] = {}
    parent = {address: address for address in sightings}

    def root(address: str) -> str:
        while parent[address] != address:
            # Union-find with halved paths: chains of redirects over years stay short.
            parent[address] = parent[parent[address]]
            address = parent[address]
        return address

    for address, found in sightings.items():
        for sighting in found:
            if sighting.state is State.DOCUMENT and sighting.facts and sighting.facts.content:
                shown.setdefault(address, sighting.capture.captured_at)
                # The first address that said so; all others that say the same are its article, in
                # whatever order they come.
                other = first_to_say.setdefault(sighting.facts.content, address)
                parent[root(address)] = root(other)
    for address, found in sightings.items():
        for sighting in found:
            target = None
            if sighting.state is State.MOVED:
                target = _key_of_url(sighting.reason)
            # A redirect to the home page, or to a list, makes no article of it.
            if target in shown:
                parent[root(address)] = root(target)
    groups: dict[str, list[str]] = defaultdict(list)
    for address in sightings:
        groups[root(address)].append(address)
    first = {address: found[0].capture.captured_at for address, found in sightings.items()}
    ordered = [
        sorted(
            group,
            key=lambda address: (address not in shown, shown.get(address, first[address]), address),
        )
        for group in groups.values()
    ]
    return sorted(group for group in ordered if group[0] in shown)


def _key_of_url(url: str | None) -> str | None:
    try:
        if url:
            return surt_key(url)
        return None
    except ValueError:
        return None


def _make_article(addresses: list[str], sightings: Mapping[str, list[Sighting]]) -> Article:
    first = next(s.capture for s in sightings[addresses[0]] if s.state is State.DOCUMENT)
    article = Article(addresses, first)
    seen = chain.from_iterable(sightings[address] for address in addresses)
    article.urls = list(dict.fromkeys(sighting.capture.canonical_url for sighting in seen))
    return article


def _follow_runs(
    article: Article,
    sightings: Mapping[str, list[Sighting]],
    attachments: Mapping[str, tuple[list[datetime], list[Capture]]],
    gone_after: int,
) -> None:
    """Walk through the runs that touched the article or its attachments."""
    changes: list[tuple[Capture, Sighting | None]] = []
    links: set[str] = set()
    for seen in chain.from_iterable(sightings[address] for address in article.addresses):
        changes.append((seen.capture, seen))
        if seen.facts is not None:
            links.update(seen.facts.links)
    for link in links & attachments.keys():
        _, captures = attachments[link]
        changes += [(capture, None) for capture in captures]
    changes.sort(key=lambda change: (change[0].captured_at, change[0].url_key))
    last: dict[str, Sighting] = {}
    missed: set[str] = set()
    absence: Absence | None = None
    for number, (capture, sighting) in enumerate(changes):
        if sighting is not None and sighting.state is not State.UNKNOWN:
            last[sighting.capture.url_key] = sighting
        ends = number + 1 == len(changes) or changes[number + 1][0].run_id != capture.run_id
        # Judged at the end of each run: in the middle of one a page may stand there without the
        # files that the same night brought.
        if not ends:
            continue
        current = next(
            (last[a] for a in article.addresses if a in last and last[a].state is State.DOCUMENT),
            None,
        )
        if current is not None:
            # One sighting is enough: nights on which it was missing do not add up over years.
            missed, absence = set(), None
            _note_snapshot(article, current, attachments, capture)
        elif any(
            s.capture.run_id == capture.run_id and s.state is not State.UNKNOWN
            for s in last.values()
        ):
            # Only runs that asked for it and were answered: an error says nothing.
            missed.add(capture.run_id)
            absence = absence or _find_absence(last, capture.run_id)
    if absence is not None and len(missed) >= gone_after:
        article.gone = absence


def _find_absence(last: Mapping[str, Sighting], run_id: str) -> Absence:
    """The first capture of a run that missed the article."""
    of_run = [s for s in last.values() if s.capture.run_id == run_id]
    first = min(of_run, key=lambda s: (s.capture.captured_at, s.capture.url_key))
    if first.state is State.MOVED:
        reason = f"leads to {first.reason}"
    else:
        reason = first.reason or "missing"
    return Absence(first.capture, reason)


def _note_snapshot(
    article: Article,
    current: Sighting,
    attachments: Mapping[str, tuple[list[datetime], list[Capture]]],
    end: Capture,
) -> None:
    """Note a snapshot where it differs from the one before."""
    files = []
    for link in current.facts.links if current.facts else ():
        times, captures = attachments.get(link, ([], []))
        # The newest content up to the end of the run: a file that a later night changed belongs to
        # a later version.
        newest = bisect_right(times, end.captured_at)
        if newest:
            files.append(captures[newest - 1])
    seen = max([current.capture, *files], key=lambda capture: capture.captured_at)
    snapshot = Snapshot(current.capture, tuple(files), seen)
    if not article.snapshots or article.snapshots[-1].digests != snapshot.digests:
        article.snapshots.append(snapshot)
