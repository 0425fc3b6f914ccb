"""Rules that follow from a table's declaration: keys, required columns, sets, patterns, references."""

import pyarrow as pa

from expectations.rules import Match, OneOf, Rule, Unique
from taizhang.tables import Table
from taizhang.tables.documents import DIGEST, DOC_NUMBER, ID, REGION
from taizhang.tables.tasks import PERIOD

# Patterns of declared columns in words.
FORMS = {
    ID: "an id of 16 hexadecimal digits",
    DIGEST: "sha256: with 64 hexadecimal digits",
    REGION: "a region's six digits (GB/T 2260)",
    DOC_NUMBER: "of the form 代字〔year〕n号 (GB/T 9704)",
    PERIOD: "an ISO 8601 period",
}
# To blame where no single column is.
ROW = "row"
# Names of the required columns that hold nothing.
MISSING = "row.missing"


def declared_rules(table: Table) -> list[Rule]:
    """The rules of one table, in the order of its columns."""
    # One for all required columns: each expectation costs ten milliseconds, however few rows there
    # are.
    rules = [
        Rule(
            table.name,
            ROW,
            "required",
            "every required column is there",
            OneOf(("",)),
            MISSING,
        )
    ]
    for field in table.fields:
        if field.choices is not None and not pa.types.is_list(field.type):
            values = tuple(choice.value for choice in field.choices)
            words = f"{field.name} is one of: {', '.join(values)}"
            rules.append(Rule(table.name, field.name, "choices", words, OneOf(values)))
        # A list is a frame's column of one text, so whether each item belongs to the set is
        # measured there (frames.py) and only the answer is checked here.
        if field.choices is not None and pa.types.is_list(field.type):
            words = f"every one of {field.name} is one of: {', '.join(choice.value for choice in field.choices)}"
            check = OneOf((True,))
            rules.append(
                Rule(
                    table.name,
                    field.name,
                    "choices",
                    words,
                    check,
                    f"{field.name}.known",
                )
            )
        if field.pattern is not None:
            words = f"{field.name} is {FORMS[field.pattern]}"
            rules.append(Rule(table.name, field.name, "form", words, Match(field.pattern)))
    # Blamed on the last column of the key: the ones before it say whose the row is, and are shared
    # by many rows in good order.
    words = f"no two rows share {', '.join(table.key)}"
    rules.append(Rule(table.name, table.key[-1], "unique", words, Unique(table.key)))
    for reference in table.references:
        words = f"{reference.column} stands in {reference.table}"
        measure = f"{reference.column}.found"
        rules.append(
            Rule(
                table.name,
                reference.column,
                "reference",
                words,
                OneOf((True,)),
                measure,
            )
        )
    return rules
