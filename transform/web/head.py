"""What <head> says about a page: the national <meta> tags (国办发〔2017〕47号) and others, and the <title>."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from selectolax.lexbor import LexborNode

# ArticleTitle, SiteName, ColumnName, PubDate: the names of 国办发〔2017〕47号; the others are what systems
# wrote before it, and write still.
TITLES = ("articletitle",)
SITES = ("sitename", "columnname")
DATES = (
    "pubdate",
    "publishdate",
    "publish_date",
    "publishtime",
    "firstpublishedtime",
    "pubtime",
    "releasedate",
    "createdate",
    "article:published_time",
)
# Titles of tags that any site may have.
SHARED_TITLES = ("og:title", "twitter:title")
READ = frozenset((*TITLES, *SITES, *DATES, *SHARED_TITLES))
# No title or date is longer; some pages put their whole text here.
LONGEST = 400


class Meta(Struct):
    """A <meta> tag: its name as written and what it says."""

    name: str
    content: str


class Head(Struct):
    """The metas that we read, by lower-case name (sites write it in every way), and the <title>."""

    metas: dict[str, Meta] = {}
    title: str = ""

    def meta(self, *names: str) -> Meta | None:
        """The first of these metas that says something."""
        for name in names:
            if name in self.metas:
                return self.metas[name]
        return None


def read_head(metas: Iterable[LexborNode], titles: Sequence[LexborNode]) -> Head:
    """What a page's metas and its first title say; of several metas with one name the first that says something."""
    head = Head()
    for node in metas:
        attributes = node.attrs
        name = (attributes.get("name") or attributes.sget("property")).strip()
        key = name.lower()
        if key in READ and key not in head.metas:
            content = attributes.sget("content").strip()
            if content:
                head.metas[key] = Meta(name, content[:LONGEST])
    if titles:
        head.title = titles[0].text().strip()[:LONGEST]
    return head
