"""One small ledger as a page, a text or an office prints it without a table: its tasks are the same each time."""

import io

import docx
import pytest

from tests.transform.texts import DIGEST
from transform.model import Context, Payload, Reading
from transform.reading import read_source

TITLE = "安澜县2025年水利重点任务分工表"
HEAD = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
ROWS = (
    ("1", "疏浚东干渠九公里", "县水利局", "县财政局、县林业局", "2025年6月底"),
    ("2", "加固城北水库", "县应急局", "县水利局", "2025年11月底"),
)
TASKS = [
    ("1", "疏浚东干渠九公里", ["县水利局", "县财政局", "县林业局"], "2025-06-30"),
    ("2", "加固城北水库", ["县应急局", "县水利局"], "2025-11-30"),
]
CARD = "".join
WIDTHS = (6, 24, 14, 24, 14)


def read(content: str | bytes, name: str) -> Reading:
    raw = content.encode() if isinstance(content, str) else content
    return read_source(Payload(raw, DIGEST, name=name), Context())


def page(body: str) -> str:
    head = f"<html><meta charset=utf-8><title>{TITLE}</title><body><h1>{TITLE}</h1><p>发布时间：2025-02-07</p>"
    return f"{head}<div class=TRS_Editor>{body}</div></body></html>"


def found(reading: Reading) -> list[tuple[str | None, str, list[str], str]]:
    return [
        (t.label, t.text, [unit.name for unit in t.units], str(t.due_on)) for t in reading.tasks
    ]


def fields(form: str, around: str = "{}") -> str:
    """Each row as fields: `form` says how a name and its value stand, `around` what is around a row of them."""
    cards = (CARD(form.format(n, v) for n, v in zip(HEAD, row, strict=True)) for row in ROWS)
    return CARD(around.format(card) for card in cards)


def lines(gap: str) -> str:
    return "\n".join(gap.join(row) for row in (HEAD, *ROWS))


def aligned() -> str:
    """Rows set in columns, a Chinese character counting for two."""
    set_rows = []
    for row in (HEAD, *ROWS):
        cells = (
            c + " " * (w - sum(1 + (s > "\xff") for s in c))
            for c, w in zip(row, WIDTHS, strict=True)
        )
        set_rows.append("".join(cells).rstrip())
    return "\n".join(set_rows)


def elements(row: str, cell: str) -> str:
    return "".join(row.format("".join(cell.format(c) for c in cells)) for cells in (HEAD, *ROWS))


PAGES = {
    "a list of terms for each": fields("<dt>{}</dt><dd>{}</dd>", "<dl>{}</dl>"),
    "one list of terms": f"<dl>{fields('<dt>{}</dt><dd>{}</dd>')}</dl>",
    "labels with colons": fields("<p><b>{}：</b>{}</p>", "<div>{}</div>"),
    "labels set apart by looks": fields(
        "<div><span>{}</span><span>{}</span></div>", "<div>{}</div>"
    ),
    "items of lists": fields("<li>{}：{}</li>", "<ul>{}</ul>"),
    "cards with a line between": fields(
        "<div>{}</div><div>{}</div>", "<h4>任务卡</h4><div>{}</div>"
    ),
    "rows of div": elements("<div class=tr>{}</div>", "<div class=td>{}</div>"),
    "rows of lists": elements("<ul>{}</ul>", "<li>{}</li>"),
    "columns in pre": f"<pre>{aligned()}</pre>",
    "bars in pre": f"<pre>{lines('|')}</pre>",
    "line breaks and hard spaces": f"<p>{lines('&nbsp;&nbsp;&nbsp;').replace(chr(10), '<br>')}</p>",
}
TEXTS = {
    "columns": aligned(),
    "two blanks": lines("  "),
    "wide blanks": lines("\u3000\u3000"),
    "a rule below the header": aligned().replace("\n", "\n" + "-" * 80 + "\n", 1),
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_a_page_prints_a_ledger_without_a_table(body: str) -> None:
    assert found(read(page(body), "a.html")) == TASKS


@pytest.mark.parametrize("body", TEXTS.values(), ids=TEXTS)
def test_a_text_sets_a_ledger_with_blanks(body: str) -> None:
    assert found(read(f"{TITLE}\n{body}\n", "a.txt")) == TASKS


def test_a_page_that_is_nothing_but_preformatted_is_read_by_its_lines() -> None:
    source = f"<html><meta charset=utf-8><title>{TITLE}</title><body><pre>{TITLE}\n\n{aligned()}\n</pre></body></html>"
    assert found(read(source, "a.html")) == TASKS


@pytest.mark.parametrize("apart", [False, True])
def test_word_tables_of_one_row_are_one_table(apart: bool) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    for row in (HEAD, *ROWS):
        table = document.add_table(1, len(HEAD))
        for cell, text in zip(table.rows[0].cells, row, strict=True):
            cell.text = text
        if apart:
            document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    assert found(read(out.getvalue(), "a.docx")) == TASKS


@pytest.mark.parametrize(
    "body",
    [
        lines("  ").replace("  县应急局", ""),  # a row with a cell too few
        lines(" ").replace("县应急局", "县应急局 县气象局"),  # and one with a cell too many
    ],
)
def test_a_ragged_row_of_blanks_is_not_guessed_and_not_silent(body: str) -> None:
    reading = read(f"{TITLE}\n{body}\n", "a.txt")
    assert reading.tasks == []
    assert reading.issues


def test_an_empty_cell_among_stacked_ones_is_not_guessed_and_not_silent() -> None:
    body = elements("<div>{}</div>", "<div>{}</div>").replace("县应急局", "")
    reading = read(page(body), "a.html")
    assert reading.tasks == []
    assert reading.issues


def test_labelled_items_stay_clauses() -> None:
    items = [
        f"（{number}）{name}\n工作措施：开展{name}，建立台账。\n责任单位：{unit}\n完成时限：{day}"
        for number, name, unit, day in (
            ("一", "河道整治", "县水利局", "6月底"),
            ("二", "水库加固", "县应急局", "11月底"),
        )
    ]
    tasks = read("\n".join([TITLE, "一、重点任务", *items]) + "\n", "a.txt").tasks
    assert [task.label for task in tasks] == ["（一）", "（二）"]
    assert [str(task.source) for task in tasks] == ["clause", "clause"]


def html_row(cells: tuple[str, ...]) -> str:
    return "<tr>" + CARD(f"<td>{cell}</td>" for cell in cells) + "</tr>"


# Without its header nothing says that the second column of units is responsible.
NAMES = ("序号", "工作任务", "牵头单位", "责任单位", "完成时限")
HEADER = f"<table>{html_row(NAMES)}</table>"
BELOW = f"<table>{CARD(map(html_row, ROWS))}</table>"
TORN = {
    "each in a row of a frame": (
        f"<table><tr><td>{HEADER}</td></tr><tr><td>{BELOW}</td></tr></table>"
    ),
    "each deep in a frame": (
        f"<table><tr><td><div><table><tr><td>{HEADER}</td></tr></table></div></td></tr>"
        f"<tr><td><div>{BELOW}</div></td></tr></table>"
    ),
    "a measure between them": f"{HEADER}<p>单位：项</p>{BELOW}",
    "the rows in a cell below the header": (
        f"<table>{html_row(NAMES)}<tr><td colspan=5>{BELOW}</td></tr></table>"
    ),
    "a title in a table above": f"<table><tr><td>分工表</td></tr></table>{HEADER}{BELOW}",
    "a table for each row": (
        f"<table><tr><td>{HEADER}</td></tr>"
        + CARD(f"<tr><td><table>{html_row(row)}</table></td></tr>" for row in ROWS)
        + "</table>"
    ),
}


@pytest.mark.parametrize("form", TORN)
def test_a_header_apart_from_its_rows_heads_them(form: str) -> None:
    reading = read(page(TORN[form]), "1.html")
    assert found(reading) == TASKS
    roles = [[unit.role.value for unit in task.units] for task in reading.tasks]
    assert roles == [["lead", "responsible", "responsible"], ["lead", "responsible"]]


ACROSS = ("县水利局", "县应急局")
UNITS_ACROSS = [
    ("牵头", "配合", ""),
    ("主办", "协办", ""),
    ("●", "○", "<p>注：●为牵头单位，○表示配合单位。</p>"),
    ("★", "☆", "<p>牵头单位用★标注，配合单位用☆标注。</p>"),
]


@pytest.mark.parametrize(("leads", "helps", "legend"), UNITS_ACROSS)
@pytest.mark.parametrize("is_numbered", [True, False])
def test_units_across_the_top_have_the_roles_that_cells_or_a_legend_say(
    leads: str, helps: str, legend: str, is_numbered: bool
) -> None:
    rows = [
        ("", "工作任务", *ACROSS),
        ("1", ROWS[0][1], leads, helps),
        ("2", ROWS[1][1], helps, leads),
    ]
    rows = [row if is_numbered else row[1:] for row in rows]
    table = f"<table>{CARD(map(html_row, rows))}</table>"
    reading = read(page(table + legend), "1.html")
    assert [[(u.role.value, u.name) for u in task.units] for task in reading.tasks] == [
        [("lead", "县水利局"), ("cooperate", "县应急局")],
        [("cooperate", "县水利局"), ("lead", "县应急局")],
    ]


@pytest.mark.parametrize(("yes", "no"), [("√", "×"), ("☑", "□"), ("是", "否")])
def test_a_mark_that_says_no_gives_no_unit(yes: str, no: str) -> None:
    rows = [("工作任务", *ACROSS), (ROWS[0][1], yes, no), (ROWS[1][1], yes, yes)]
    table = f"<table>{CARD(map(html_row, rows))}</table>"
    names = [[unit.name for unit in task.units] for task in read(page(table), "1.html").tasks]
    assert names == [["县水利局"], ["县水利局", "县应急局"]]


def test_forms_below_one_another_are_a_task_each() -> None:
    forms = CARD(
        "<table>"
        f"<tr><td>任务名称</td><td colspan=3>{task}</td></tr>"
        f"<tr><td>牵头单位</td><td>{lead}</td><td>配合单位</td><td>{helpers}</td></tr>"
        f"<tr><td>完成时限</td><td colspan=3>{due}</td></tr></table>"
        for _, task, lead, helpers, due in ROWS
    )
    reading = read(page(forms), "1.html")
    assert [row[1:] for row in found(reading)] == [row[1:] for row in TASKS]
    assert reading.issues == []
