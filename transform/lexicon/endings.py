"""Words that a name may end with, looked up by its last character: most names end with none of them."""

from collections.abc import Callable, Iterable


def ends_with(words: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a text ends with one of `words`."""
    by_last: dict[str, tuple[str, ...]] = {}
    for word in words:
        by_last[word[-1]] = (*by_last.get(word[-1], ()), word)
    # A word of one character says all that longer ones with the same end say.
    alone = frozenset(last for last, ending in by_last.items() if last in ending)

    def ends(text: str) -> bool:
        last = text[-1:]
        return last in alone or (last in by_last and text.endswith(by_last[last]))

    return ends
