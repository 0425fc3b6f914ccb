"""Nothing of a table is dropped without a word: each row is a task with its units, or an issue names the place."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transform.tables import part_of, units_of
from transform.grid import SourceCell, form_grid
from transform.model import TableBlock
from transform.tables.ledger import read_ledger

# Words for headers that no entry lists stand beside some that entries do.
HEADS = {
    "number": ["序号", "条目", "编次"],
    "text": ["工作任务", "攻关课题", "破题之举", "具体措施"],
    "units": ["责任单位", "扛旗队伍", "承办处室", ""],
    "deadline": ["完成时限", "交卷日子", ""],
    "remark": ["备注", "亮点"],
}
TEXTS = [
    "疏浚内河九公里，加固闸门。",
    "栽植行道树八百株，补种绿篱。",
    "开办夜校三十个班，免收学费。",
    "更换老旧电梯四十部。",
]
UNITS = [
    "县水利局",
    "县园林局、县城管局",
    "各乡镇人民政府",
    "县教育局，县财政局",
    "县住建局\n县应急局",
]
DAYS = ["6月底前", "2025年9月", "长期坚持", "第三季度"]
REMARKS = ["续建", "", "新增"]
NOISE = [("1", "2", "3", "4", "5"), ("甲", "乙", "丙", "丁", "戊"), ("合计", "4项", "", "", "")]


@st.composite
def ledgers(draw):
    """A ledger's rows with what must come out of it: pairs of a task and its units' names."""
    order = draw(st.permutations(["text", "units", "deadline", "remark"]))
    columns = [c for c in order if c in ("text", "units") or draw(st.booleans())]
    columns = ["number", *columns] if draw(st.booleans()) else columns
    values = {"units": UNITS, "deadline": DAYS, "remark": REMARKS}
    count = draw(st.integers(2, 6))
    texts = draw(
        st.lists(st.sampled_from(TEXTS), min_size=count, max_size=count, unique=count <= len(TEXTS))
    )
    rows = (
        [[draw(st.sampled_from(HEADS[column])) for column in columns]]
        if draw(st.booleans())
        else []
    )
    wanted = []
    for n, text in enumerate(texts, 1):
        row = {"number": str(n), "text": text} | {
            c: draw(st.sampled_from(v)) for c, v in values.items()
        }
        wanted.append((text, row["units"]))
        rows.append([row[column] for column in columns])
        if len(columns) > 2 and draw(st.integers(0, 5)) == 0:
            rows.append(list(draw(st.sampled_from(NOISE))[: len(columns)]))
    return rows, wanted


def plain(text: str) -> str:
    return "".join(character for character in text if character not in "、，\n ")


@settings(max_examples=150, deadline=None)
@given(ledgers())
def test_each_row_is_a_task_or_an_issue_names_the_table(made):
    rows, wanted = made
    ledger = read_ledger(
        part_of(TableBlock(form_grid([[SourceCell(c) for c in row] for row in rows]), 0)), 2025
    )
    got = [(task.text, plain("".join(unit.name for unit in task.units))) for task in ledger.tasks]
    if ledger.tasks:
        missing = [pair for pair in wanted if (pair[0], plain(pair[1])) not in got]
        assert not missing or ledger.issues, (rows, got)
        texts = {text for text, _ in wanted}
        assert all(task.text in texts for task in ledger.tasks), (
            rows,
            [(t.text, units_of(t)) for t in ledger.tasks],
        )
    else:
        assert ledger.issues, rows
