"""Which portals share a file: few files while a table is small, and a portal always whole in one.

A portal's place follows from its name alone: the digest of its slug, read bit by bit, leads down a
tree that branches where a file would grow beyond the limit. So a portal that is added, or grows,
moves no other but those of its own branch.
"""

from collections.abc import Mapping, Sequence

from taizhang.ids import full_digest

# A file in which one document changed is written anew, with the rows of all its portals: a few tenths of a second of the
# processor at the least size, a few seconds at the largest.
LEAST_BYTES, MOST_BYTES = 4 << 20, 256 << 20
# Beyond so many files of the least size a table has larger ones: a reader opens each.
FILES = 256


def limit_file(total: int) -> int:
    """Bytes beyond which a file of a table of `total` bytes parts: 4 MiB, doubled as the table grows, 256 MiB at most.

    By doubling, so that files stay what they are while a table grows from one night to the next.

    >>> [limit_file(total) >> 20 for total in (0, 1 << 30, 3 << 30, 1 << 40)]
    [4, 4, 16, 256]
    """
    limit = LEAST_BYTES
    while limit < MOST_BYTES and total > FILES * limit:
        limit *= 2
    return limit


def group_portals(sizes: Mapping[str, int], most: int) -> dict[str, list[str]]:
    """Names of files with the slugs that each holds, in order; `sizes` are each portal's bytes.

    A file holds more than `most` bytes only where one portal alone does.

    >>> group_portals({"lanshan": 3, "changsha": 4}, most=10)
    {'all': ['changsha', 'lanshan']}
    >>> group_portals({"lanshan": 3, "changsha": 4, "wuhan": 5}, most=10)
    {'0': ['changsha', 'lanshan'], '1': ['wuhan']}
    """
    return {path or "all": slugs for path, slugs in _split_branch("", sorted(sizes), sizes, most)}


def _split_branch(
    path: str,
    slugs: Sequence[str],
    sizes: Mapping[str, int],
    most: int,
) -> list[tuple[str, list[str]]]:
    if len(slugs) <= 1 or sum(sizes[slug] for slug in slugs) <= most:
        return [(path, list(slugs))]
    found = []
    for bit in "01":
        inside = [slug for slug in slugs if _slug_bits(slug)[len(path)] == bit]
        if inside:
            found += _split_branch(path + bit, inside, sizes, most)
    return found


def _slug_bits(slug: str) -> str:
    # The digest's bits are even however portals are named: slugs that begin alike do not fall into
    # one branch.
    return f"{int(full_digest(slug), 16):0256b}"
