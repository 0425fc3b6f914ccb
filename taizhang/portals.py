"""Portal files: one YAML file a portal says what is crawled, how politely, and what a good build of it holds."""

import re
from collections.abc import Iterator
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from taizhang.addresses import canonical_url, same_site
from taizhang.errors import UserError
from taizhang.families import all_families

# Real portals that come with the package, none of them verified.
BUNDLED = Path(__file__).parent / "portal_files"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _web_address(value: object) -> object:
    """An address as it stands in a portal file, which must be one that can be fetched."""
    if isinstance(value, str):
        canonical_url(value)
    return value


def _parse_window(value: object) -> object:
    """`22:00-06:00` as its two ends."""
    if isinstance(value, str):
        match = re.fullmatch(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", value.strip())
        if not match:
            raise ValueError("a window is written 22:00-06:00")
        return {"opens": match[1], "closes": match[2]}
    return value


WebAddress = Annotated[str, BeforeValidator(_web_address)]


class ChannelKind(StrEnum):
    """What a channel carries, which decides after how many days without news it counts as stale.

    动态要闻 after two weeks; 通知公告 and 政策文件 after six months (国办秘函〔2019〕19号); others have no limit.
    """

    NEWS = "news"
    NOTICE = "notice"
    POLICY = "policy"
    OTHER = "other"

    @property
    def freshness_days(self) -> int | None:
        """Days within which something new is due; None where nothing is."""
        return {
            ChannelKind.NEWS: 14,
            ChannelKind.NOTICE: 180,
            ChannelKind.POLICY: 180,
            ChannelKind.OTHER: None,
        }[self]


class PortalFilePart(BaseModel):
    """A piece of a portal file: nothing unknown is let pass, nothing is changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PortalRegion(PortalFilePart):
    """A region by GB/T 2260."""

    code: str = Field(pattern=r"^[0-9]{6}$", description="Six digits; 100000 for the nation")
    name: str = Field(min_length=1, description="With the regions that hold it: 山东省临沂市兰山区")


class Selectors(PortalFilePart):
    """CSS selectors for a list page that its family does not read by itself."""

    item: str = Field(min_length=1, description="One row of the list")
    link: str = Field("a[href]", description="The link in the row")
    date: str | None = Field(None, description="What holds the date in the row")
    next: str | None = Field(None, description="The link to the next page")


class Channel(PortalFilePart):
    """A list of documents on a portal (栏目)."""

    slug: str = Field(
        pattern=SLUG,
        description="Its name in tables and messages; small letters, digits, hyphens",
    )
    name: str = Field(min_length=1, description="Its name on the site (栏目名称)")
    url: WebAddress = Field(
        description="Its first page; a category behind # where a platform needs one"
    )
    kind: ChannelKind = Field(
        ChannelKind.POLICY,
        description="What it carries: news, notice, policy or other",
    )
    selectors: Selectors | None = Field(
        None,
        description="How its rows are found, where its family does not tell",
    )


class Window(PortalFilePart):
    """The hours of Asia/Shanghai in which a crawl may run; past midnight where it closes before it opens."""

    opens: time = Field(description="First minute; both are written as one: 22:00-06:00")
    closes: time = Field(description="First minute in which no crawl may run any more")

    def contains_time(self, moment: time) -> bool:
        """Whether a time of day lies in the window."""
        if self.opens <= self.closes:
            return self.opens <= moment < self.closes
        return moment >= self.opens or moment < self.closes


class Floors(PortalFilePart):
    """The least that a good build of the portal holds; None: no floor."""

    documents: int | None = Field(None, ge=0, description="Documents")
    tasks: int | None = Field(None, ge=0, description="Tasks")
    share_with_units: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Share of tasks that name a unit",
    )


class Portal(PortalFilePart):
    """One government site, described by one file. Rates are requests a second."""

    slug: str = Field(
        pattern=SLUG,
        description="Its name everywhere, and the file's: small letters, digits, hyphens",
    )
    name: str = Field(min_length=1, description="Its name on the site")
    region: PortalRegion = Field(description="Whose government it is, by GB/T 2260")
    family: str = Field("generic", description="CMS family; what its list pages show wins over it")
    url: WebAddress = Field(description="Its home page")
    owner: str = Field(min_length=1, description="Who runs the site (主办单位)")
    terms: str = Field(min_length=1, description="Terms of use, or what is known of them")
    channels: tuple[Channel, ...] = Field(min_length=1, description="Its lists of documents")
    rate: float = Field(
        0.5,
        gt=0,
        description="Requests a second; never faster than robots.txt allows",
    )
    window: Annotated[Window | None, BeforeValidator(_parse_window)] = Field(
        None, description="Hours of China in which a crawl may run; any hour if left out"
    )
    recheck: Literal["age", "all", "never"] = Field(
        "age",
        description="Which known documents are asked for again: by their age, all every night, or none",
    )
    gone_after: int = Field(
        3,
        ge=1,
        description="Nights on which a document must be missing to be gone",
    )
    floors: Floors = Field(Floors(), description="The least that a good build holds")
    verified: bool = Field(
        False,
        description="Whether a person has checked this file against the site",
    )
    evidence: tuple[str, ...] = Field((), description="Where the facts in this file come from")
    allow_private: bool = Field(
        False,
        description="Whether private addresses may be fetched: test networks only",
    )
    insecure_tls: str | None = Field(None, description="Why this site's certificate is not checked")
    legacy_tls: str | None = Field(
        None,
        description="Why this site may use TLS 1.0, short keys and old ciphers",
    )

    @field_validator("family")
    @classmethod
    def _known_family(cls, family: str) -> str:
        if family not in all_families():
            raise ValueError(f"no such family: {family}; one of {', '.join(all_families())}")
        return family

    @model_validator(mode="after")
    def _check_consistency(self) -> Self:
        slugs = [channel.slug for channel in self.channels]
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if twice:
            raise ValueError(f"channel {twice[0]} stands there twice")
        for channel in self.channels:
            # A portal's rate holds for its site: a channel elsewhere would be asked at a pace, and
            # by a robots.txt, that were meant for another.
            if not same_site(channel.url, self.url):
                raise ValueError(f"channel {channel.slug} lies on another site than {self.url}")
        return self


def load_portal(path: Path) -> Portal:
    """Read one portal file. Raises UserError that names the file and the key in one line."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; name a portal file that can be read") from None
    except RecursionError:
        raise UserError(
            f"{path}: nests too deep; a portal file holds keys like slug, name, url and channels"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict):
        raise UserError(f"{path}: a portal file holds keys like slug, name, url and channels")
    try:
        portal = Portal.model_validate(found)
    except ValidationError as error:
        raise UserError(f"{path}: {_first_error(error)}") from None
    # The slug names folders of the archive: two files with one slug would write into one another's.
    if portal.slug != path.stem:
        raise UserError(f"{path}: slug is {portal.slug!r}; name the file {portal.slug}.yaml")
    return portal


def load_portals(folder: Path) -> list[Portal]:
    """All portal files of a folder, by slug.

    Raises UserError for a folder without any, or for a wrong file.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; name a folder of portal files with --portals")
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise UserError(
            f"{folder}: no portal files (*.yaml) in it; `taizhang portal new URL` makes one"
        )
    return [load_portal(path) for path in files]


def _first_error(error: ValidationError) -> str:
    """The first thing wrong, with the path of its key, in one line."""
    first = error.errors()[0]
    place = ".".join(_key_paths(first["loc"]))
    if first["type"] == "extra_forbidden":
        return f"unknown key {place}"
    if first["type"] == "missing":
        return f"key {place} is missing"
    message = first["msg"].removeprefix("Value error, ")
    if place:
        return f"{place}: {message}"
    return message


def _key_paths(place: tuple[int | str, ...]) -> Iterator[str]:
    for key in place:
        yield f"{key + 1}" if isinstance(key, int) else key
