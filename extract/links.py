"""Files that an article's page links, as far as they lie on its site: what the crawl fetches beside the page."""

from taizhang.addresses import find_base, same_site
from taizhang.files import find_files
from taizhang.markup import parse_markup


def find_attachments(html: str, url: str, charset: str = "utf-8") -> list[str]:
    """Canonical addresses of the files that a page of the same site links, in the page's order.

    `charset` is the one that the page was read with: the queries of its links are sent in it. Raises MarkupError.
    """
    root = parse_markup(html).root
    files = find_files([root] if root is not None else (), find_base(html, url, charset))
    return [file.url for file in files if file.url is not None and file.url != url and same_site(file.url, url)]
