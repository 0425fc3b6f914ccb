"""The declarations hold together: what is derived from them is only as good as they are."""

import re

import pyarrow as pa
import pytest

from taizhang.tables import TABLES, Counts

NAMES = re.compile(r"^[a-z][a-z_]*$")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_column_says_what_it_is_in_both_languages(table):
    for field in table.fields:
        assert NAMES.match(field.name)
        assert field.en
        assert re.search(r"[一-鿿]|ETag|SURT|Last-Modified", field.zh), field.name
    assert len({f.name for f in table.fields}) == len(table.fields)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_keys_and_references_name_columns_that_exist_and_fit(table):
    for name in table.key:
        table.field(name)
    for reference in table.references:
        target = TABLES[reference.table]
        assert target.key == (reference.target,)
        assert target.field(reference.target).type == table.field(reference.column).type


def test_rows_come_out_in_key_order_with_nulls_first():
    table = TABLES["portal_checks"]
    row = {"portal": "p", "checked_on": None, "channel": "b", "check": "x", "passed": True}
    made = table.to_arrow(
        [{**row, "channel": "b"}, {**row, "channel": None}, {**row, "channel": "a"}]
    )
    assert made.column("channel").to_pylist() == [None, "a", "b"]


def test_a_value_that_does_not_fit_its_column_is_refused():
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        TABLES["sections"].to_arrow([{"document_id": "d", "part_no": "one", "section_no": 1}])


def test_key_columns_count_as_values_unless_they_move_with_the_calendar():
    for table in TABLES.values():
        assert any(table.field(name).counts is Counts.VALUE for name in table.key), table.name
