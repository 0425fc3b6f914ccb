"""Looking at a site: a proposed portal file for a new one, a test of the file for a known one.

Both visit as politely as a crawl does, into a store that is thrown away.
"""

import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extract.known_addresses import KnownAddresses
from extract.list_walk import Walk, Walker
from extract.lists import ListRow
from extract.manners import Manners
from extract.proposed_file import write_portal_file
from extract.visitor import Visitor
from extract.visits import Clock, Job, StopNight, Visit
from taizhang.addresses import canonical_url, host_of, registrable_domain, resolve_link, same_site
from taizhang.archive import Archive, Purpose
from taizhang.days import day_of
from taizhang.errors import PortalError, UserError
from taizhang.families import GENERIC, all_families, by_address
from taizhang.markup import parse_markup
from taizhang.portals import Channel, ChannelKind, Portal, PortalRegion
from taizhang.regions import NATION, region_by_code
from taizhang.settings import Settings
from taizhang.store import Store

MOST_CHANNELS = 6  # asked for by one survey
ARTICLES = 3  # of a list that are looked at
CATEGORY = re.compile(r"#/?\d+$")
NEWEST = "newest document"
# Share of a list's rows: a headline above it bears no date.
DATED = 0.8
# 政府网站标识码: the region's code and four digits.
SITE_CODE = re.compile(r"^(\d{6})\d{4}$")
OWNER = re.compile(r"主办(?:单位)?\s*[:：]\s*([\u4e00-\u9fff（）()]{4,30})")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A portal file for a site, and what a crawl would find by it: a line a channel."""

    slug: str
    text: str
    family: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyFinding:
    """One thing that was tested of a portal file."""

    channel: str | None
    check: str
    passed: bool
    value: str

    @property
    def verdict(self) -> str:
        """`ok`, `wrong`, or `old`: the site publishes too seldom (国办秘函〔2019〕19号), which no file can mend."""
        if self.passed:
            return "ok"
        if self.check == NEWEST:
            return "old"
        return "wrong"


@dataclass(frozen=True, slots=True)
class SurveyedArticle:
    """What was read of an article.

    `letters` is the length of its text, `files` how many it links.
    """

    title: str | None
    published_on: date | None
    letters: int
    files: int


def propose_file(url: str, settings: Settings, allow_private: bool = False) -> Proposal:
    """Look at a site, or at one of its lists, and propose a portal file.

    Raises UserError, PortalError in one line.
    """
    try:
        address = canonical_url(url)
    except ValueError:
        raise UserError(
            f"{url} is no web address: give one that begins with http:// or https://"
        ) from None
    parts = urlsplit(address)
    home = f"{parts.scheme}://{parts.netloc}/"
    draft = _draft_portal(home, (Channel(slug="start", name="start", url=url),), allow_private)
    with _temporary_visitor(draft, settings) as visitor:
        visit = _visit_page(visitor, address)
        itself, linked = (
            [Channel(slug="start", name=_read_title(visit.text) or "列表", url=url)],
            list(_candidate_channels(visit)),
        )
        # A home page shows rows of many lists; a list's own page links the others too.
        first, second = (linked, itself) if address == home else (itself, linked)
        tried = _walk_channels(visitor, first)
        walks = _readable_walks(tried)
        # Only where the first way shows nothing: each list that is tried is a request to a site
        # that did not ask for us.
        if not walks:
            tried += _walk_channels(visitor, second)
            walks = _readable_walks(tried)
        if address == home:
            front = visit
        else:
            front = visitor.visit_once(Job(home, Purpose.HOME))
        family = _likely_family([*_first_articles(visitor, walks[:1]), visit])
    if not walks:
        raise PortalError(f"{url}: no list of documents found; give the address of a list page")
    slug = _propose_slug(host_of(address))
    findings = (
        *map(_walk_line, walks),
        *(_line_of_unread(walk) for walk in tried if walk not in walks),
    )
    return Proposal(
        slug,
        _portal_file_text(slug, home, family, walks, front.text, allow_private),
        family,
        findings,
    )


def check_file(
    portal: Portal,
    settings: Settings,
    read: Callable[[Visit], SurveyedArticle],
    now: datetime | None = None,
) -> list[SurveyFinding]:
    """Test a portal file against its site: lists, dates, age of the newest document, an article's fields.

    `read` reads an article as a build will.
    """
    today = day_of(now or datetime.now(UTC))
    findings: list[SurveyFinding] = [_region_finding(portal)]
    with _temporary_visitor(portal, settings) as visitor:
        for channel in portal.channels:
            try:
                walk = Walker(visitor, channel, lambda _: True, full=False).walk_list()
                findings += _channel_findings(channel, walk, today)
                articles = [(visit, read(visit)) for visit in _first_articles(visitor, [walk])]
                if articles:
                    findings += _field_findings(channel, articles, portal.family)
            except StopNight as reason:
                findings.append(SurveyFinding(channel.slug, "reachable", False, str(reason)))
    return findings


# New


def _walk_channels(visitor: Visitor, channels: list[Channel]) -> list[Walk]:
    """First pages of channels."""
    walks = []
    for channel in channels:
        try:
            walks.append(Walker(visitor, channel, lambda _: True, full=False).walk_list())
        except StopNight as reason:
            raise PortalError(f"{channel.url}: {reason}") from None
    return walks


def _readable_walks(walks: list[Walk]) -> list[Walk]:
    """Those that show documents."""
    return [walk for walk in walks if len(walk.items) > 1]


def _candidate_channels(visit: Visit) -> Iterator[Channel]:
    """Links of a page whose names promise plans and notices."""
    links = parse_markup(visit.text).css("a[href]")
    found: dict[str, tuple[int, Channel]] = {}
    for link in links:
        name = "".join((link.attributes.get("title") or link.text()).split())
        url = _list_address(visit.job.url, link.attributes.get("href") or "")
        wanted = find_channel_word(name)
        if (
            url is None
            or wanted is None
            or len(name) > 20
            or url in found
            or not same_site(url, visit.job.url)
        ):
            continue
        channel = Channel(
            slug=f"c{len(found) + 1}",
            name=name,
            url=url,
            kind=ChannelKind(wanted["kind"]),
        )
        found[url] = wanted["rank"], channel
    ranked = sorted(found.values(), key=lambda entry: entry[0])
    yield from (channel for _, channel in ranked[:MOST_CHANNELS])


@cache
def channel_words() -> list[dict[str, Any]]:
    """The entries of channels.toml, the likeliest names first."""
    found: list[dict[str, Any]] = tomllib.loads(
        resources.files("extract").joinpath("channels.toml").read_text("utf-8")
    )["channel"]
    return sorted(found, key=lambda entry: entry["rank"])


def find_channel_word(name: str) -> dict[str, Any] | None:
    """The likeliest entry whose word a channel's name holds."""
    for entry in channel_words():
        if entry["word"] in name:
            return entry
    return None


def _list_address(base: str, link: str) -> str | None:
    """Where a link leads, with the fragment, which names a category where one page shows all lists."""
    url = resolve_link(base, link)
    category = CATEGORY.search(link)
    if url and category:
        return f"{url}{category[0]}"
    return url


def _portal_file_text(
    slug: str,
    home: str,
    family: str,
    walks: list[Walk],
    front: str,
    allow_private: bool,
) -> str:
    """The text of a portal file; what could not be told says so."""
    metas = _read_metas(front)
    code = match[1] if (match := SITE_CODE.match(metas.get("siteidcode", ""))) else ""
    name = metas.get("sitename") or _read_title(front) or host_of(home)
    owner = match[1] if (match := OWNER.search(front)) else ""
    channels = [walk.channel for walk in walks]
    return write_portal_file(
        slug,
        home,
        family=family,
        site=(name, owner, code),
        channels=channels,
        allow_private=allow_private,
    )


def _walk_line(walk: Walk) -> str:
    items: list[ListRow] = list(walk.items.values())
    newest = max((item.day for item in items if item.day), default=None)
    first = items[0]
    return f"{walk.channel.name}: {len(items)} on its first page, newest {newest or 'undated'}, e.g. {first.title}"


def _line_of_unread(walk: Walk) -> str:
    """A list that was tried and is not in the file."""
    why = walk.problem or ("only one document" if walk.items else "no documents")
    return f"{walk.channel.name}: not read, {why} ({walk.channel.url})"


def _propose_slug(host: str) -> str:
    """`qinzhou` for www.qinzhou.gov.cn, `sz-zjj` for zjj.sz.gov.cn."""
    site = registrable_domain(host)
    below = host.removesuffix(site).strip(".").removeprefix("www").strip(".")
    words = [site.split(".")[0], *below.split(".")]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(word for word in words if word)).strip("-")


def _read_metas(html: str) -> dict[str, str]:
    """Names in lower case: sites write them in any case (国办发〔2017〕47号 names them)."""
    found = {}
    for node in parse_markup(html).css("meta[name]"):
        found[(node.attributes.get("name") or "").lower()] = (
            node.attributes.get("content") or ""
        ).strip()
    return found


def _read_title(html: str) -> str:
    node = parse_markup(html).css_first("title")
    if node:
        return re.split(r"[_\-—|]", " ".join(node.text().split()))[0].strip()
    return ""


# Check


def _channel_findings(channel: Channel, walk: Walk, today: date) -> Iterator[SurveyFinding]:
    items = walk.items.values()
    if items:
        words = f"{len(items)} documents on the first page"
    else:
        words = walk.problem or "no documents"
    yield SurveyFinding(channel.slug, "list found", bool(items), words)
    if not items:
        return
    days = [item.day for item in items if item.day is not None]
    yield SurveyFinding(
        channel.slug,
        "dates parsed",
        len(days) >= DATED * len(items),
        f"{len(days)} of {len(items)}",
    )
    limit = channel.kind.freshness_days
    if days and limit is not None:
        age = (today - max(days)).days
        yield SurveyFinding(channel.slug, NEWEST, age <= limit, f"{age} days old, {limit} allowed")


def _region_finding(portal: Portal) -> SurveyFinding:
    """Whether the region's name is that of its code."""
    name, known = portal.region.name, region_by_code(portal.region.code)
    # GB/T 2260 has no code for the country as a whole.
    if portal.region.code == NATION:
        return SurveyFinding(None, "region", True, name)
    if known is None:
        return SurveyFinding(
            None,
            "region",
            False,
            f"no region has the code {portal.region.code} (GB/T 2260)",
        )
    right = name.endswith((known.name, *known.short_names))
    return SurveyFinding(
        None,
        "region",
        right,
        name if right else f"{name}, but {known.code} is {known.name}",
    )


def _field_findings(
    channel: Channel, articles: Sequence[tuple[Visit, SurveyedArticle]], family: str
) -> Iterator[SurveyFinding]:
    """What was read of some articles of a list: most of them decide, for one may be an odd one."""
    titles = [(visit, article.title) for visit, article in articles]
    days = [(visit, article.published_on) for visit, article in articles]
    bodies = [
        (
            visit,
            f"{article.letters} letters, {article.files} files"
            if article.letters or article.files
            else None,
        )
        for visit, article in articles
    ]
    yield _majority_finding(channel, "title found", titles)
    yield _majority_finding(channel, "publish date found", days)
    yield _majority_finding(channel, "body found", bodies)
    borne = list(_count_marks([visit for visit, _ in articles]))
    kin = {family, all_families()[family].grew_from}
    words = f"marks of {', '.join(borne) or 'none'}"
    yield SurveyFinding(channel.slug, "family", not borne or not kin.isdisjoint(borne), words)


def _majority_finding(
    channel: Channel,
    check: str,
    values: Sequence[tuple[Visit, object]],
) -> SurveyFinding:
    """Whether most articles have a value.

    What is said is the first value that there is, and where one is missing.
    """
    lacking = [visit.job.url for visit, value in values if value is None]
    words = str(next((value for _, value in values if value is not None), "none"))
    if lacking:
        words = f"{words}; {len(lacking)} of {len(values)} without, such as {lacking[0]}"
    return SurveyFinding(channel.slug, check, 2 * len(lacking) < len(values), words)


# Both


@contextmanager
def _temporary_visitor(portal: Portal, settings: Settings) -> Iterator[Visitor]:
    """A visitor whose archive is thrown away."""
    manners = Manners.of(portal, settings)
    with tempfile.TemporaryDirectory(prefix="taizhang-") as folder:
        archive, clock = Archive(Store(Path(folder))), Clock()
        run = archive.open_run(portal.slug, clock.start, "survey")
        known = KnownAddresses(archive.table(portal.slug), clock.start)
        visitor = Visitor(portal, archive, run, known, manners, clock)
        try:
            yield visitor
        finally:
            visitor.close()
            # The folder goes with the block; the run is closed all the same, since an open one is
            # an error to the store.
            run.close(complete=True)


def _draft_portal(home: str, channels: tuple[Channel, ...], allow_private: bool) -> Portal:
    """What is enough of a portal file to visit its site."""
    return Portal(
        # Only what a visit needs: no code is that of a region, so that a draft can never be taken
        # for a portal file.
        slug=_propose_slug(host_of(home)),
        name="survey",
        region=PortalRegion(code="000000", name="survey"),
        url=home,
        owner="survey",
        terms="survey",
        channels=channels,
        allow_private=allow_private,
    )


def _visit_page(visitor: Visitor, url: str) -> Visit:
    job = Job(url, Purpose.HOME)
    try:
        while True:
            visit = visitor.visit_until_final(job)
            if visit.has_page:
                return visit
            if visit.redirect_target is None or not same_site(visit.redirect_target, url):
                raise PortalError(f"{url} is {visit.capture.outcome} ({visit.capture.detail})")
            job = Job(visit.redirect_target, Purpose.HOME, referrer=job.url, hops=job.hops + 1)
    except StopNight as reason:
        raise PortalError(f"{url}: {reason}") from None


def _first_articles(visitor: Visitor, walks: list[Walk]) -> list[Visit]:
    """The first articles of lists that can be read, ARTICLES of each at most."""
    visits = []
    for walk in walks:
        for item in list(walk.items.values())[:ARTICLES]:
            visit = visitor.visit_until_final(
                Job(item.url, Purpose.ARTICLE, walk.channel.slug, walk.channel.url)
            )
            if visit.has_page and visit.text:
                visits.append(visit)
    return visits


def _likely_family(pages: Sequence[Visit]) -> str:
    """The family that most speaks for."""
    found = _count_marks(pages)
    return max(found, key=lambda name: found[name], default=GENERIC)


def _count_marks(pages: Sequence[Visit]) -> dict[str, int]:
    """How many marks of each family pages bear, an article's address counting as two.

    Families without any are left out, and those that another one grew from: its pages keep some of
    their marks.
    """
    found = {
        name: sum(sum(mark.text in page.text for mark in family.marks) for page in pages)
        + sum(2 * (by_address(page.job.url) == name) for page in pages)
        for name, family in all_families().items()
        if name != GENERIC
    }
    older = {family.grew_from for name, family in all_families().items() if found.get(name)}
    return {name: marks for name, marks in found.items() if marks and name not in older}
