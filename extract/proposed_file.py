"""The text of a proposed portal file: what a site showed, and comments on what else may be said."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import yaml

from taizhang.portals import Channel
from taizhang.regions import full_name

UNKNOWN = "unknown: look at the site"
NO_REGION = "000000"
# Words that name no channel.
CASUAL = frozenset({"index", "list", "html", "htm", "shtml", "jsp", "col", "gkmlpt"})
# Each line without its `# ` is a line of the file; the values are those that hold if nothing is
# said.
MORE_KEYS = """
# What may be said besides (docs: the keys of a portal file):
# rate: 0.5             # requests a second; never faster than robots.txt allows
# window: 22:00-06:00   # hours of China in which a crawl may run; any hour if left out
# recheck: age          # how documents are asked for again: by age, all every night, or never
# gone_after: 3         # nights on which a document must be missing to be gone
# floors: {documents: 1, tasks: 0, share_with_units: 0.0}   # the least that a good build holds; none if left out
"""


def write_portal_file(
    slug: str,
    home: str,
    *,
    family: str,
    site: tuple[str, str, str],
    channels: Sequence[Channel],
    allow_private: bool,
) -> str:
    """YAML that `load_portal` reads.

    `site` is its name, its owner, and its region's code (empty where unknown).
    """
    name, owner, code = site
    names = _channel_slugs(channels)
    content = {
        "slug": slug,
        "name": name,
        "region": {"code": code or NO_REGION, "name": full_name(code) or UNKNOWN},
        "family": family,
        "url": home,
        "owner": owner or UNKNOWN,
        "terms": UNKNOWN,
        "verified": False,
        "evidence": [f"portal new {home}"],
        **({"allow_private": True} if allow_private else {}),
        "channels": [
            {
                "slug": names[channel.url],
                "name": channel.name,
                "url": channel.url,
                "kind": channel.kind.value,
            }
            for channel in channels
        ],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120) + MORE_KEYS


def _channel_slugs(channels: Sequence[Channel]) -> dict[str, str]:
    """A slug for each channel: the last word of its address that is one, made unique.

    A number behind `#` is the category of a platform that shows all lists under one address, and
    serves as such a word.
    """
    taken: dict[str, str] = {}
    for channel in channels:
        parts = urlsplit(channel.url)
        words = [
            word
            for word in re.split(r"[^a-z0-9]+", f"{parts.path}/{parts.fragment}".lower())
            if word
        ]
        plain = [word for word in words if word not in CASUAL]
        base = plain[-1] if plain else "list"
        slug, number = base, 1
        while slug in taken.values():
            number += 1
            slug = f"{base}-{number}"
        taken[channel.url] = slug
    return taken
