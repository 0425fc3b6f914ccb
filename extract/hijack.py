"""Signs that somebody else writes on a government's page.

Foreign links in hidden blocks, gambling words, a title whose words the page does not know. Hidden
blocks alone are no sign: every third page has one (menus, twins for phones).
"""

import re
from dataclasses import dataclass
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.addresses import host_of, registrable_domain, resolve_link
from taizhang.hiding import is_out_of_sight
from taizhang.injected import injected_words
from taizhang.markup import parse_markup

# Foreign hosts in hidden blocks; one may be a counter or a friend.
FOREIGN_HOSTS = 3
OFFICIAL = (".gov.cn", ".gov.test", ".org.cn", ".edu.cn", ".conac.cn")
HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class HijackSign:
    """One sign: what was looked at, what was found, what is allowed, and the words that show it."""

    check: str
    value: str
    limit: str
    passed: bool
    evidence: str | None = None


def hijack_signs(html: str, url: str) -> list[HijackSign]:
    """The three signs of one page."""
    tree = parse_markup(html)
    hidden = [
        node for node in tree.css("[style]") if is_out_of_sight(node.attributes.get("style") or "")
    ]
    return [_foreign_hosts(hidden, url), _gambling_sign(tree, hidden, url), _title_sign(tree)]


def _foreign_hosts(hidden: list[LexborNode], url: str) -> HijackSign:
    hosts = sorted(set(chain.from_iterable(_foreign_links(node, url) for node in hidden)))
    return HijackSign(
        "foreign_hosts_in_hidden_blocks", str(len(hosts)), f"< {FOREIGN_HOSTS}", len(hosts) < FOREIGN_HOSTS,
        " ".join(hosts[:10]) or None,
    )  # fmt: skip


def _gambling_sign(tree: LexborHTMLParser, hidden: list[LexborNode], url: str) -> HijackSign:
    """Gambling words in hidden blocks, in links that lead off the site, in the title; some words anywhere."""
    places = [node.text() for node in hidden]
    places += [link.text() for link in tree.css("a[href]") if _leads_off(link, url)]
    places += [node.text() for node in tree.css("title")]
    texts = [text.lower() for text in places]
    found = {word for word in injected_words("link") if any(word.lower() in text for text in texts)}
    body = tree.body.text().lower() if tree.body else ""
    found |= {word for word in injected_words("anywhere") if word.lower() in body}
    return HijackSign(
        "gambling_words",
        str(len(found)),
        "0",
        not found,
        " ".join(sorted(found)) or None,
    )


def _title_sign(tree: LexborHTMLParser) -> HijackSign:
    """The share of the title's pairs of characters that the page itself repeats."""
    title = " ".join(node.text() for node in tree.css("title")[:1])
    for node in tree.css("title, script, style"):
        node.decompose()
    # The text without its title: a share of a title found in itself would say nothing.
    body = tree.body.text() if tree.body else ""
    # A title that hijackers put there shares few pairs of characters with the page below it.
    pairs = []
    for run in HAN.findall(title):
        pairs += [run[at : at + 2] for at in range(len(run) - 1)]
    if len(pairs) < 6 or len(HAN.findall(body)) < 5:
        return HijackSign("title_in_body", "too short to tell", ">= 30 %", passed=True)
    share = sum(pair in body for pair in pairs) / len(pairs)
    return HijackSign(
        "title_in_body",
        f"{share:.0%}".replace("%", " %"),
        ">= 30 %",
        share >= 0.3,
        title.strip()[:80],
    )


def _foreign_links(node: LexborNode, url: str) -> list[str]:
    hosts = (_leads_off(link, url) for link in node.css("a[href]"))
    return [host for host in hosts if host]


def _leads_off(link: LexborNode, url: str) -> str | None:
    """The host that a link leads to, where it is neither the site itself nor official."""
    target = resolve_link(url, link.attributes.get("href") or "")
    if target is None:
        return None
    host = host_of(target)
    own = registrable_domain(host) == registrable_domain(host_of(url))
    if own or host.endswith(OFFICIAL):
        return None
    return host
