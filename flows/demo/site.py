"""The sample's sites, made in memory: a site.toml, templates of its CMS family, bodies, files.

Each lies in `sites/<name>/`.
"""

import io
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

SITES = Path(__file__).parent / "sites"
TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "txt": "text/plain",
    "docx": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says to one address."""

    content: bytes
    media_type: str


def load_sites() -> dict[str, dict[str, Reply]]:
    """Host, then path, to answer."""
    return dict(_load_site(folder) for folder in sorted(SITES.iterdir()) if folder.is_dir())


def _load_site(folder: Path) -> tuple[str, dict[str, Reply]]:
    site = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    templates = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 — the markup is ours
    )
    pages: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for channel in site["channels"]:
        pages |= _list_pages(site, channel, templates)
    for article in site["articles"]:
        # Taken down: it stands in the list only.
        if "body" not in article:
            continue
        body = (folder / "bodies" / article["body"]).read_text(encoding="utf-8")
        pages[article["path"]] = templates.get_template("article.html.j2").render(
            site=site, article=article, body=body
        )
        for file in article.get("files", ()):
            address = f"{article['path'].rpartition('/')[0]}/{file['stored_as']}"
            files[address] = _pack_word(folder / "files" / file["stored_as"])
    pages["/"] = pages[site["channels"][0]["first"]]
    if "robots" in site:
        pages["/robots.txt"] = site["robots"]
    # A folder's address answers with its index page.
    pages |= {
        path.removesuffix("index.html"): page
        for path, page in pages.items()
        if path.endswith("/index.html")
    }
    answers = {
        path: Reply(page.encode(site["charset"]), _media_type(path)) for path, page in pages.items()
    }
    return site["host"], answers | {
        path: Reply(content, _media_type(path)) for path, content in files.items()
    }


def _list_pages(
    site: dict[str, Any], channel: dict[str, str], templates: Environment
) -> dict[str, str]:
    """The pages of one list, newest first. Page 2 is `1` where numbers ascend, the last number where they fall."""
    articles = sorted(
        (article for article in site["articles"] if article["channel"] == channel["name"]),
        key=lambda article: article["path"],
        reverse=True,
    )
    size = site["page_size"]
    pages = -(-len(articles) // size)
    paths = [channel["first"]]
    paths += [
        channel["next"].format(ascending=number, descending=pages - number)
        for number in range(1, pages)
    ]
    links = [{"path": path, "name": number + 1} for number, path in enumerate(paths)]
    template = templates.get_template("list.html.j2")
    return {
        path: template.render(
            site=site,
            channel=channel,
            articles=articles[number * size : (number + 1) * size],
            number=number,
            pages=pages,
            total=len(articles),
            links=links,
        )
        for number, path in enumerate(paths)
    }


def _pack_word(folder: Path) -> bytes:
    """A Word file from its unpacked folder, the same bytes every time.

    Kept unpacked, it can be read in review.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.writestr(
                # ZipInfo by name alone bears 1980-01-01: no time of making, so that the bytes stay
                # the same.
                zipfile.ZipInfo(path.relative_to(folder).as_posix()),
                path.read_bytes(),
            )
    return packed.getvalue()


def _media_type(path: str) -> str:
    return TYPES.get(path.rpartition(".")[2], "text/html")
