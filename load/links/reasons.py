"""Why two tasks are linked: the words that both have, as the asking task prints them."""

from difflib import SequenceMatcher

from load.links.duties import Duties
from load.links.words import words_that_count

# One Chinese character in common says nothing.
FEWEST_CHARACTERS = 2
# Characters that mean something by themselves; shorter runs are shown only where there are none so
# long.
PHRASE = 4
GAP = "…"


def shared_words(asking: Duties, origin: Duties) -> str:
    """The words of the asking task's statement that shares most with one of the other, … where others stand between.

    Empty where no two characters in a row are shared.
    """
    pairs = []
    for place, here in enumerate(asking.statement_pairs):
        for other, there in enumerate(origin.statement_pairs):
            pairs.append((here & there, place, other))
    if not pairs:
        return ""
    _, place, other = max(pairs, key=lambda pair: len(pair[0]))
    return GAP.join(_shared_runs(asking.statements[place], origin.statements[other]))


def _shared_runs(here: str, there: str) -> list[str]:
    """What stands in both, in the same order, longest first sought; as printed in `here`."""
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    runs = [here[block.a : block.a + block.size].strip(" \t，,、：:；;（）()") for block in blocks]
    words = [run for run in runs if len(words_that_count(run)) >= FEWEST_CHARACTERS]
    phrases = [run for run in words if len(words_that_count(run)) >= PHRASE]
    return phrases or words
