"""What spares a name the long patterns says what they say."""

from hypothesis import given
from hypothesis import strategies as st

from transform.actors import names, organs, unit_names
from transform.grid import SourceCell, form_grid
from transform.lexicon import words
from transform.model import PlacedTable
from transform.tables.header_rows import is_header_row
from transform.tables.headers import read_header
from transform.tables.sheet import Sheet
from transform.tasks import run_together

PIECES = [
    *"甲乙局委县市各）",
    "政府",
    "人民政府",
    "管委会",
    "管委",
    "街道",
    "街道办事处",
    "（甲、乙）",
    "〔区〕",
]
NAMES = st.lists(
    st.sampled_from([*PIECES, *words("units", "department")]), min_size=1, max_size=4
).map("".join)
UNIT_COLUMNS = ("牵头单位", "责任单位", "配合单位", "市级牵头责任单位", "责任科室", "协办部门")


@given(st.text("甲由局、，；;等和 （）", max_size=12))
def test_a_plain_list_is_split_like_any_other(text):
    if names._NOT_PLAIN.search(text) is None:
        pieces = names._cut_pieces(text, 0, len(text), [], {})
        trimmed = [
            (span,) for start, end in pieces if (span := names._trim_name(text[start:end], start))
        ]
        assert names._plain_names(text, 0, len(text)) == trimmed


@given(NAMES)
def test_ends_of_names_are_those_of_the_patterns(name):
    tail = unit_names._TAIL.match(name)
    assert unit_names._tail_of(name) == ((tail["place"], tail["tail"]) if tail else None)
    assert unit_names.is_department(name) == bool(unit_names._DEPARTMENT.search(name))
    if unit_names._PLACE_ITEM.match(name):
        assert unit_names._is_place(name)


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_names_belong_together_by_a_tail_or_a_group(listed):
    if not unit_names._may_belong_together("".join(listed)):
        assert not any(unit_names._tail_of(name) or name.startswith("各") for name in listed)


@given(st.text(["人", "民", "政", "府", "党", "工", "委", "办", "员", "局"], max_size=6))
def test_whose_organ_begins_with_a_character_that_is_looked_for(rest):
    if organs._OVER.match(rest) or organs._OVER_ALONE.match(rest):
        assert rest[0] in organs._OVER_BEGINS


@given(st.sampled_from(words("units", "prefix")))
def test_a_prefix_begins_with_a_character_that_is_looked_for(prefix):
    assert prefix[0] in unit_names._PREFIX_CHARACTERS


@given(
    st.sampled_from(run_together._TASK_WORDS),
    st.lists(st.sampled_from(UNIT_COLUMNS), min_size=1, max_size=2),
    st.sampled_from([*run_together._TASK_WORDS, ""]),
    st.sampled_from("一1（"),
)
def test_every_header_that_ran_together_is_searched_for(task, units, behind, label):
    text = task + "".join(units) + behind + label
    assert run_together._UNITS_END.search(text) is not None
    assert run_together._find_columns(f"表 \n{text}、") is not None
    assert run_together._find_columns(" \n ".join(text)) is not None


@given(
    st.lists(
        st.one_of(
            st.sampled_from(UNIT_COLUMNS),
            st.sampled_from(
                [
                    *run_together._TASK_WORDS,
                    "配合/",
                    "一、",
                    "1",
                    "（一）",
                    "单位",
                    "乡镇",
                    "县" * 90,
                ]
            ),
        ),
        max_size=8,
    ).map("".join)
)
def test_a_header_that_ran_together_is_the_first(text):
    plain, found = run_together._HEADER.search(text), run_together._find_header(text)
    assert (found and (found.span(), found.groups())) == (plain and (plain.span(), plain.groups()))


@given(
    st.lists(
        st.sampled_from(["序号", "工作任务", "责任单位", "1", "修渠", ""]), min_size=1, max_size=6
    )
)
def test_a_row_of_headers_has_two_and_half_of_its_cells(texts):
    grid = form_grid([[SourceCell(text) for text in texts]])
    text, cells = "", {}
    for cell in grid.origins():
        cells[cell.row, cell.column] = len(text), len(text) + len(cell.text)
        text += cell.text
    sheet = Sheet(PlacedTable(grid, 0, 0, len(text), cells), text, grid)
    filled = sheet.filled(0)
    known = [cell for cell in filled if read_header(sheet.read(cell)) is not None]
    assert is_header_row(sheet, 0) == (len(known) >= 2 and 2 * len(known) >= len(filled))
