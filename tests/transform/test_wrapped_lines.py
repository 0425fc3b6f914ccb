"""Text broken at the width of a page: lines of full width go on, whatever they end with."""

import pytest

from benchmarks.perturbations import break_lines
from tests.transform.texts import part_of, read

ITEMS = [
    f"{n}.修好第{n}条水渠，先清淤、后加固，再由县水利局组织验收，2024年{n}月底前完成。"
    f"（责任单位：县水利局、县自然资源局、县财政局、县住房城乡建设局、各镇（乡）人民政府）"
    for n in range(1, 9)
]
TITLE = "某县水利工作要点"


def wrapped(text: str, width: int) -> str:
    return "\n".join(
        line[at : at + width] for line in text.splitlines() for at in range(0, len(line), width)
    )


@pytest.mark.parametrize("width", [20, 28, 34, 41])
def test_a_wrapped_plan_reads_as_the_plan_itself(width):
    text = "\n".join([TITLE, "为修好水渠，制定本要点。", *ITEMS])
    whole, broken = read(text).tasks, read(wrapped(text, width)).tasks
    assert [(t.label, t.text, [u.name for u in t.units]) for t in broken] == [
        (t.label, t.text, [u.name for u in t.units]) for t in whole
    ]
    assert len(whole) == len(ITEMS)


@pytest.mark.parametrize("width", [20, 24, 28, 41])
def test_paragraphs_set_in_by_two_go_on_with_marks_outside_the_edge(width):
    text = "\n".join([TITLE, "为修好水渠，制定本要点。", *ITEMS])
    whole, broken = read(text).tasks, read(break_lines(text, width)).tasks
    assert [(t.label, t.text, [u.name for u in t.units]) for t in broken] == [
        (t.label, t.text, [u.name for u in t.units]) for t in whole
    ]
    assert len(whole) == len(ITEMS)


def test_a_line_set_in_further_begins_a_paragraph_though_the_one_before_is_full():
    text = "　　修好水渠修好水渠修好水渠修好水渠\n清淤加固清淤加固清淤加固清淤加固清淤\n" * 10
    assert len(part_of(text).items) == 10


def test_lines_of_many_widths_are_lines():
    text = "\n".join([TITLE, *(f"{n}.修渠{'加固' * (n % 7)}" for n in range(1, 20))])
    assert len(part_of(text).items) == 20


@pytest.mark.parametrize(
    "clause",
    [
        "（县教体局牵头，县自然资源局、\n县住建局配合）",
        "（县教体局牵头，\n县自然资源局、县住建局配合）",
        "【牵头单位：县教体局；配合单位：县自然资源局、\n县住建局】",
    ],
)
def test_a_bracket_goes_on_behind_a_line_end(clause):
    [first, _] = read(f"{TITLE}\n1.修渠。{clause}\n2.护林。（县林业局负责）").tasks
    assert first.text == "修渠。"
    assert [u.name for u in first.units] == ["县教体局", "县自然资源局", "县住建局"]


def test_units_a_line_each_stay_apart():
    [first, _] = read(
        f"{TITLE}\n1.修渠。（责任单位：县水利局\n县林业局）\n2.护林。（县林业局负责）"
    ).tasks
    assert [u.name for u in first.units] == ["县水利局", "县林业局"]


@pytest.mark.parametrize("mark", ["— {} —", "- {} -", "第{}页", "－{}－"])
def test_a_wrapped_plan_with_page_marks_reads_as_the_plan_itself(mark):
    text = "\n".join([TITLE, "为修好水渠，制定本要点。", *ITEMS])
    lines = wrapped(text, 28).split("\n")
    pages = [lines[at : at + 5] for at in range(0, len(lines), 5)]
    marked = "\n".join(
        "\n".join([*page, mark.format(number)]) for number, page in enumerate(pages, 1)
    )
    whole, broken = read(text), read(marked)
    assert [(t.text, [u.name for u in t.units]) for t in broken.tasks] == [
        (t.text, [u.name for u in t.units]) for t in whole.tasks
    ]
    [part] = broken.parts
    assert [cut.text for cut in part.cuts] == [
        mark.format(number) for number in range(1, len(pages) + 1)
    ]
    assert len(part.text) == len(part.original)


def test_a_page_mark_between_paragraphs_joins_none():
    text = "\n".join(
        [TITLE, "一、总体要求", "— 2 —", "要快，要牢，要好。", "— 3 —", "二、修渠", "先清后固。"]
    )
    [part] = read(text).parts
    assert part.text == "\n".join(
        [TITLE, "一、总体要求", "要快，要牢，要好。", "二、修渠", "先清后固。"]
    )


def test_a_sentence_goes_on_behind_a_page_mark():
    before = "各镇人民政府要按照职责分工，认真抓好水渠清淤和加固工作，落实到人"
    after = "落实到渠，确保年底前全部完成。"
    [part] = read(f"{TITLE}\n{before}\n— 2 —\n{after}\n二、护林").parts
    assert part.text.split("\n")[1] == before + after


FIELDS = (
    "（{n}）工程质量政策。主要包括规范{what}收费、堤防\n工程质量监督和渠道养护方面的十项内容。\n"
    "牵头单位：县水利局\n参与单位：{units}"
)


def test_a_word_at_a_broken_lines_start_makes_no_table_of_clauses():
    units = "县级有关部门，各镇政府、城东街道办事处，城西街道办事处、城南街道办事处"
    items = [
        FIELDS.format(n=n, what=w * 4, units=units)
        for n, w in zip("一二三四五六", "水电气热暖路", strict=True)
    ]
    text = "\n".join(["某县收费整治工作方案", "一、主要任务", *items])
    whole, broken = read(text).tasks, read(break_lines(text, 28)).tasks
    assert [[u.name for u in t.units] for t in broken] == [[u.name for u in t.units] for t in whole]
    assert len(whole) == len(items)


def test_a_card_goes_on_over_the_page_width():
    units = "县财政局、县林业局、县农业农村局、县自然资源局、县生态环境局、县交通运输局、县应急局"
    task = "疏浚东干渠{n}公里，加固两岸堤防，清理沿线垃圾，补种护岸林木，年底前验收。"
    card = f"工作任务：{task}\n牵头单位：县水利局\n配合单位：{units}"
    text = "\n".join(["安澜县2025年水利重点任务分工表", *(card.format(n=n) for n in range(3, 9))])
    whole, broken = read(text).tasks, read(break_lines(text, 28)).tasks
    assert [[u.name for u in t.units] for t in broken] == [[u.name for u in t.units] for t in whole]
    assert [len(t.units) for t in whole] == [8] * 6


UNSTOPPED = (
    "一、主要任务\n（一）修路。平整道路。县交通局、县财政局负责。\n"
    "（二）修渠。清淤修渠，完善制度，加强督查，确保实效。{duty}\n{following}"
)
CLOSING = "各镇各有关部门要提高认识，加强领导，确保实效。"


@pytest.mark.parametrize(
    "duty",
    [
        "责任单位：县水利局、县财政局",
        "县水利局、县财政局按职责分工负责",
        "牵头单位：县水利局；配合单位：各镇人民政府",
        "责任单位：市推进项目“三级”联动机制工作专班",
    ],
)
def test_a_clause_at_a_paragraphs_end_without_a_full_stop_takes_nothing_of_the_next(duty):
    text = "某县水利工作方案\n" + UNSTOPPED.format(duty=duty, following=CLOSING)
    stopped = text.replace(duty, f"（{duty}）")
    assert [names(task) for task in read(text).tasks] == [names(t) for t in read(stopped).tasks]
    assert len(read(text).tasks) == 2


def test_a_clause_broken_inside_a_name_goes_on():
    text = UNSTOPPED.format(duty="责任单位：县水利局、各镇", following="人民政府、县财政局。")
    assert names(read(text).tasks[-1]) == ["县水利局", "各镇人民政府", "县财政局"]


def names(task):
    return [unit.name for unit in task.units]


def test_a_page_that_stripped_the_indents_of_its_broken_lines_reads_alike():
    text = "\n".join([TITLE, "为修好水渠，制定本要点。", *ITEMS])
    lines = [line.strip() for line in break_lines(text, 28).splitlines()]
    assert [names(t) for t in read("\n".join(lines)).tasks] == [names(t) for t in read(text).tasks]
    assert [t.text for t in read("\n".join(lines)).tasks] == [t.text for t in read(text).tasks]


def test_a_line_that_names_units_and_lacks_nothing_ends_there():
    text = (
        "云泽县渠系整治责任分解\n一、主要任务\n整修干渠。清除干渠两岸淤泥，加固两岸堤坝，确保汛期行洪安全。\n"
        "责任单位：县水利局、县财政局、县自然资源局，各乡镇、管理区、办事处\n"
        "做好护林防火。加强林区巡查，及时消除火灾隐患。\n责任单位：县林业局、县应急管理局\n"
    )
    tasks = read(text).tasks
    assert [task.units[-1].name for task in tasks] == ["各乡镇、管理区、办事处", "县应急管理局"]
    assert tasks[1].text == "做好护林防火。加强林区巡查，及时消除火灾隐患。"


def test_a_line_of_units_that_breaks_a_name_goes_on():
    text = (
        "云泽县渠系整治任务分解方案\n一、主要任务\n1.整修干渠。清除干渠淤泥，加固堤坝。\n牵头单位：县水利局\n"
        "协办单位：县财政局、县自然资源局（县林业局）、云泽新区党工\n委、各乡镇党委\n2.护林防火。加强巡查。\n牵头单位：县林业局\n"
    )
    names = [unit.name for unit in read(text).tasks[0].units]
    assert names == [
        "县水利局",
        "县财政局",
        "县自然资源局（县林业局）",
        "云泽新区党工委",
        "各乡镇党委",
    ]


def test_a_table_that_only_its_cells_tell_does_not_outweigh_clauses():
    box = "发文机关:\t安澜县人民政府办公室\t成文日期:\n\t2025年2月7日\t\n标题:\t安澜县水利工作要点\t\n"
    whole = read("\n".join([TITLE, *ITEMS])).tasks
    assert len(read(box + "\n".join([TITLE, *ITEMS])).tasks) == len(whole)


def test_a_number_that_does_not_fit_goes_to_the_next_line():
    before = "先清后固，建管并重，逐村逐渠查清底数、列出清单、落实到人，及时报送进展情况，确保修一条成一条，用好用足上级资金"
    items = [
        f"{n}.{before[: 40 + n]}投资{n}2345.67万元，建成即管。（县水利局负责）"
        for n in range(1, 12)
    ]
    text = "\n".join([TITLE, "为修好水渠，制定本要点，请各镇认真抓好落实，加强督查。", *items])
    lines = [line.strip() for line in break_lines(text, 28).splitlines()]
    assert any(line[0].isdigit() and line[1] != "." for line in lines)
    assert [t.text for t in read("\n".join(lines)).tasks] == [t.text for t in read(text).tasks]
