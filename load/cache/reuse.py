"""What a portal's newest build remembers that still holds by today's rules; the rest is read again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from load.build_record import BuildInputs
from load.builds import Build
from load.cache.memory import Memory, recall_memory, recall_walks
from load.cache.rules import kept_rules, rules_of_today
from load.reading.wording import WordSearch
from taizhang.addresses import surt_key
from taizhang.store import Store


@dataclass(frozen=True, slots=True)
class Remembered:
    """What still holds, and why the rest does not.

    `words` are those of the lexicon that changed, by table; None where everything is read again.
    """

    memory: Memory
    words: Mapping[str, list[str]] | None = field(default_factory=dict)


def remember_build(
    store: Store,
    newest: Build | None,
    record: BuildInputs,
    since: date | None = None,
) -> Remembered:
    """What the newest build remembers for one of the same portal, whose inputs are `record`.

    `since` is for previews only: documents published before that day, as far as they are known, are
    taken as they are.
    """
    if newest is None:
        return Remembered(Memory(), None)
    # The cheapest first: nothing of the memory is read where everything must be read again.
    words = _words_changed_since(store, newest.record, record)
    if words is None and since is None:
        return Remembered(Memory(), None)
    memory = recall_memory(store, newest.folder)
    early = _published_before(memory, since) if since else {}
    if words is not None:
        # Tried again when the code changes.
        memory.unreadable = dict(newest.record.get("unreadable", {}))
    if words is None:
        # Only in a preview: what is older than its first day is shown as it stands.
        memory.forget({document for document, _ in memory.summaries} - early.keys())
        stay = set(chain.from_iterable(early.values()))
        memory.pages = {page: facts for page, facts in memory.pages.items() if page[0] in stay}
    elif words:
        memory.forget(
            memory.holding(WordSearch(chain.from_iterable(words.values()))) - early.keys()
        )
    # Walks follow from the code of extract alone: other rules of reading leave them valid.
    if newest.record.get("listing_code") == record["listing_code"]:
        memory.walks = recall_walks(store, newest.folder)
    # Their rows are not what was read.
    memory.forget({correction.document for correction in newest.corrections})
    return Remembered(memory, words)


def _words_changed_since(
    store: Store,
    before: BuildInputs,
    record: BuildInputs,
) -> Mapping[str, list[str]] | None:
    """Words that changed since a build was made; None where everything is to be read again."""
    if before["portal_file"] != record["portal_file"]:
        return None
    if before["reading_code"] == record["reading_code"]:
        return {}
    rules = kept_rules(store, before.get("rules"))
    if rules:
        return rules_of_today().words_changed(rules)
    return None


def _published_before(memory: Memory, day: date) -> dict[str, set[str]]:
    """Documents from before a day, each with the keys of its addresses; an undated one by its first sight."""
    columns = ("document_id", "published_on", "first_seen", "url", "aliases")
    rows = memory.tables["documents"].select(columns).to_pylist()
    return {
        row["document_id"]: {surt_key(url) for url in (row["url"], *row["aliases"])}
        for row in rows
        if (row["published_on"] or row["first_seen"]) < day
    }
