"""Every example that stands beside an alternative of a pattern (`# e.g. …`) is found by that pattern."""

import importlib
import pkgutil
from collections.abc import Iterator

import transform
from transform.lexicon import load_file
from transform.lexicon.entries import file_names
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import entry_expression, expressions_of


def patterns(value: object) -> Iterator[Pattern]:
    """Every pattern in a value of a module, by itself or in a collection."""
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, dict):
        yield from patterns(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from patterns(inner)


def all_patterns() -> Iterator[Pattern]:
    for module in pkgutil.walk_packages(transform.__path__, "transform."):
        for value in vars(importlib.import_module(module.name)).values():
            yield from patterns(value)


def test_examples_are_found():
    wrong = [(e, p) for p in all_patterns() for e in p.examples if p.search(e) is None]
    assert not wrong


def test_examples_in_tables_are_found():
    whole = [
        name for name in file_names() if name != "due"
    ]  # whose fragments make sense together only: last_days.DUE
    entries = [entry for name in whole for table in load_file(name).values() for entry in table]
    wrong = [
        (example, entry["note"])
        for entry in entries
        for text in expressions_of(entry)
        for example in Pattern(text).examples
        if not Pattern(entry_expression(entry)).search(example)
    ]
    assert not wrong
