"""Ledgers as officials lay them out: each test is one habit."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taizhang.issues import Code
from taizhang.tables.terms import DeadlineKind, TaskSource
from tests.transform.tables import Written, ledger_of, table, units_of

HEADER = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")


def test_a_row_is_a_task() -> None:
    ledger = ledger_of(
        "附件",
        "2023年重点工作任务分工表",
        table(
            HEADER,
            ("1", "建成市政务数据共享平台。", "市大数据局", "市财政局、市公安局等部门", "9月底前"),
            ("2", "推进“一网通办”。", "市政务服务局", "各县（市、区）人民政府", "持续推进"),
            ("3", "修订考核办法。", "市政府办公室", "—", ""),
        ),
    )
    assert [(t.label, t.text, t.headings) for t in ledger.tasks] == [
        ("1", "建成市政务数据共享平台。", []),
        ("2", "推进“一网通办”。", []),
        ("3", "修订考核办法。", []),
    ]
    first, second, third = ledger.tasks
    assert units_of(first) == ["lead:市大数据局", "cooperate:市财政局", "cooperate:市公安局"]
    assert first.open_ended
    assert (first.deadline_raw, first.deadline_kind, str(first.due_on)) == (
        "9月底前",
        "due",
        "2023-09-30",
    )
    assert units_of(second) == ["lead:市政务服务局", "cooperate:各县（市、区）人民政府"]
    assert second.deadline_kind is DeadlineKind.CONTINUING
    assert units_of(third) == ["lead:市政府办公室"]
    assert (third.deadline_raw, third.deadline_kind) == (None, None)
    assert all(task.source is TaskSource.LEDGER for task in ledger.tasks)
    assert ledger.issues == []


def test_merged_cells_hold_for_every_row() -> None:
    ledger = ledger_of(
        table(
            ("任务名称", "具体任务", "责任单位", "完成时限"),
            (("一、优化服务", 3, 1), "1.公布清单。", ("市司法局、\n财政局", 2, 1), ("6月底", 3, 1)),
            ("2.清理证明。",),
            ("3.开展评估。", "市统计局"),
        )
    )
    assert [t.headings for t in ledger.tasks] == [["一、优化服务"]] * 3
    assert [t.label for t in ledger.tasks] == ["1.", "2.", "3."]
    assert [t.text for t in ledger.tasks] == ["公布清单。", "清理证明。", "开展评估。"]
    assert [units_of(t) for t in ledger.tasks] == [
        ["responsible:市司法局", "responsible:市财政局"]
    ] * 2 + [["responsible:市统计局"]]
    assert {str(t.due_on) for t in ledger.tasks} == {"2024-06-30"}
    second = {e.field: e for e in ledger.tasks[1].evidence}
    assert (second["text"].row, second["text"].inherited) == (2, False)
    assert (
        second["deadline_raw"].row,
        second["deadline_raw"].column,
        second["deadline_raw"].inherited,
    ) == (1, 3, True)
    assert [t.path for t in ledger.tasks] == [("一、", "1."), ("一、", "2."), ("一、", "3.")]


def test_sections_across_all_columns() -> None:
    ledger = ledger_of(
        table(
            HEADER,
            (("一、经济发展（共2项）", 1, 5),),
            (("（一）稳增长", 1, 5),),
            ("1", "出台措施。", "市发改委", "", "年底前"),
            (("（二）促消费", 1, 5),),
            ("2", "发放消费券。", "市商务局", "", "年底前"),
            (("二、社会事业", 1, 5),),
            ("3", "新建小学。", "市教育局", "", "8月底前"),
            (("注：列第一位的为牵头单位。", 1, 5),),
            ("4", "新建医院。", "市卫健委", "", "8月底前"),
        )
    )
    assert [t.headings for t in ledger.tasks] == [
        ["一、经济发展（共2项）", "（一）稳增长"],
        ["一、经济发展（共2项）", "（二）促消费"],
        ["二、社会事业"],
        ["二、社会事业"],
    ]


@pytest.mark.parametrize("number", ["一", "（一）"])
def test_the_number_of_a_chapter_beside_its_title(number: str) -> None:
    ledger = ledger_of(
        table(
            HEADER,
            (number, "加强组织领导", "", "", ""),
            ("1", "成立专班。", "市委办", "", "6月底前"),
        )
    )
    assert [t.text for t in ledger.tasks] == ["成立专班。"]
    assert ledger.tasks[0].headings == [
        number + ("" if number.endswith("）") else " ") + "加强组织领导"
    ]


def test_a_section_row_that_leaves_the_last_column_out() -> None:
    ledger = ledger_of(
        table(
            ("任务", "责任单位", "完成时限"),
            (("优化营商环境", 1, 2), ""),
            ("建平台。", "市数据局", "6月底"),
        )
    )
    assert [(t.headings, t.text) for t in ledger.tasks] == [(["优化营商环境"], "建平台。")]


def test_numbers_need_no_header() -> None:
    ledger = ledger_of(
        table(
            ("", "任务", "责任单位"), ("1", "建平台。", "市数据局"), ("2", "建目录。", "市数据局")
        )
    )
    assert [(t.label, t.text) for t in ledger.tasks] == [("1", "建平台。"), ("2", "建目录。")]
    assert ledger.issues == []


def test_headers_over_two_rows() -> None:
    ledger = ledger_of(
        table(
            (("序号", 2, 1), ("重点任务", 2, 1), ("责任分工", 1, 2), ("完成时限", 2, 1)),
            ("牵头单位", "配合单位"),
            ("1", "实施改造工程。", "县住建局", "县财政局", "11月底前"),
        )
    )
    assert [units_of(t) for t in ledger.tasks] == [["lead:县住建局", "cooperate:县财政局"]]
    assert ledger.tasks[0].text == "实施改造工程。"


def test_headings_repeated_at_page_breaks_and_tables_that_go_on() -> None:
    header = ("序号", "主要任务", "责任部门", "时限要求")
    ledger = ledger_of(
        table(
            header,
            (("一、制度建设", 1, 4),),
            ("1", "制定方案。", "区司法局", "3月底前"),
            header,
            ("2", "开展培训。", "区司法局", "4月底前"),
        ),
        "— 2 —",
        table(header, ("3", "组织检查。", "区审计局", "5月底前")),
        "续表",
        table(
            ("4", "通报结果。", "区审计局", "6月底前"), ("5", "整改到位。", "区审计局", "7月底前")
        ),
    )
    assert [t.label for t in ledger.tasks] == ["1", "2", "3", "4", "5"]
    assert {tuple(t.headings) for t in ledger.tasks} == {("一、制度建设",)}
    assert ledger.tables == [0, 1, 2]
    assert ledger.issues == []


def test_a_table_after_other_text_is_not_the_ledgers() -> None:
    ledger = ledger_of(
        table(("任务", "责任单位"), ("建平台。", "市数据局")),
        "各单位联系人名单如下，请按时报送有关材料。",
        table(("张三", "13800000000"), ("李四", "13900000000")),
    )
    assert [t.text for t in ledger.tasks] == ["建平台。"]


def test_a_name_beside_a_description_is_the_last_heading() -> None:
    ledger = ledger_of(
        table(
            ("序号", "改革举措", "主要内容", "指导部门", "推广范围"),
            (("一、知识产权保护方面", 1, 5),),
            ("1", "“三合一”\n审判", "实行审判“三合一”。", "最高人民法院、国家知识产权局", "全国"),
            ("2", "专利保险", "", "国家知识产权局", "全国"),
        )
    )
    first, second = ledger.tasks
    assert (first.headings, first.text) == (
        ["一、知识产权保护方面", "“三合一”审判"],
        "实行审判“三合一”。",
    )
    assert units_of(first) == ["supervise:最高人民法院", "supervise:国家知识产权局"]
    assert (second.headings, second.text) == (["一、知识产权保护方面"], "专利保险")
    assert ledger.issues == []


def test_groups_under_an_empty_header_go_on_in_a_table_without_one() -> None:
    ledger = ledger_of(
        table(
            ("", "改革事项", "改革内容", "成果形式", "完成时间", "牵头单位", "参加单位"),
            (
                ("经济体制改革", 2, 1),
                "1.国企改革",
                "完成企业重组",
                "方案",
                "6月底",
                "市国资委",
                "市财政局、发改委",
            ),
            ("2.要素改革", "推进要素配置", "意见", "第三季度", "市发改委", "市财政局"),
        ),
        table(
            ("社会体制改革", "3.养老改革", "建立长护险制度", "办法", "12月", "市医保局", "市民政局")
        ),
    )
    assert [(t.label, t.headings, t.text) for t in ledger.tasks] == [
        ("1.", ["经济体制改革", "1.国企改革"], "完成企业重组"),
        ("2.", ["经济体制改革", "2.要素改革"], "推进要素配置"),
        ("3.", ["社会体制改革", "3.养老改革"], "建立长护险制度"),
    ]
    assert units_of(ledger.tasks[2]) == ["lead:市医保局", "cooperate:市民政局"]
    assert ledger.issues == []


def test_blank_cells_of_a_heading_column_go_on() -> None:
    ledger = ledger_of(
        table(
            ("类别", "事项", "具体措施", "责任单位"),
            ("就业", "扩岗", "开展招聘。", "市人社局"),
            ("", "", "发放补贴。", "市财政局"),
            ("", "培训", "组织培训。", "市人社局"),
            ("住房", "", "筹集房源。", "市住建局"),
        )
    )
    assert [t.headings for t in ledger.tasks] == [
        ["就业", "扩岗"],
        ["就业", "扩岗"],
        ["就业", "培训"],
        ["住房"],
    ]
    inherited = [e.inherited for e in ledger.tasks[1].evidence if e.field == "headings"]
    assert inherited == [True, True]


def test_a_row_with_nothing_but_remarks_is_no_task() -> None:
    ledger = ledger_of(
        table(
            ("序号", "工作任务", "责任单位", "备注"),
            (("1", 2, 1), ("加固堤防。", 2, 1), ("县水利局", 2, 1), "一期"),
            ("二期",),
            ("合计", "1项", "", ""),
        )
    )
    assert [t.text for t in ledger.tasks] == ["加固堤防。"]


def test_one_description_over_rows_of_units_is_a_task_a_row() -> None:
    ledger = ledger_of(
        table(
            ("工作任务", "责任单位", "完成时限"),
            (("建设园区。", 2, 1), "市工信局", "6月底前"),
            ("市自然资源局", "年底前"),
        )
    )
    assert [(t.text, units_of(t), str(t.due_on)) for t in ledger.tasks] == [
        ("建设园区。", ["responsible:市工信局"], "2024-06-30"),
        ("建设园区。", ["responsible:市自然资源局"], "2024-12-31"),
    ]


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        (
            "市教育局\n市财政局\n市人社局",
            ["responsible:市教育局", "responsible:市财政局", "responsible:市人社局"],
        ),
        (
            "市发展改\n革委、市生态\n环境局",
            ["responsible:市发展改革委", "responsible:市生态环境局"],
        ),
        (
            "市财政局、市民政局\n各县（市、区）政府",
            ["responsible:市财政局", "responsible:市民政局", "responsible:各县（市、区）政府"],
        ),
        ("市委\n宣传部", ["responsible:市委宣传部"]),
        ("市教育局牵头，市财政局配合", ["lead:市教育局", "cooperate:市财政局"]),
        ("牵头单位：市教育局\n配合单位：市财政局", ["lead:市教育局", "cooperate:市财政局"]),
        (
            "市住建、发改、财政等有关部门",
            ["responsible:市住建", "responsible:市发改", "responsible:市财政"],
        ),
        ("市政府各部门及所属单位", ["responsible:市政府各部门及所属单位"]),
        ("市乡村振兴局、财政局", ["responsible:市乡村振兴局", "responsible:市财政局"]),
        ("市住建局（牵头）、市生态环境局", ["lead:市住建局", "responsible:市生态环境局"]),
        ("市住建局（牵头单位）\n市财政局（配合）", ["lead:市住建局", "cooperate:市财政局"]),
        ("牵头：市教育局；配合：市财政局", ["lead:市教育局", "cooperate:市财政局"]),
        ("市市场监管、卫健", ["responsible:市市场监管", "responsible:市卫健"]),
    ],
)
def test_cells_of_units(cell: str, units: list[str]) -> None:
    ledger = ledger_of(table(("任务", "责任单位"), ("建平台。", cell)))
    assert units_of(ledger.tasks[0]) == units


def test_a_header_that_says_who_leads() -> None:
    ledger = ledger_of(
        table(
            ("任务", "责任单位（列第一位的为牵头单位）"),
            ("建平台。", "市数据局、市财政局"),
            ("建中心。", "市教育局"),
        )
    )
    assert [units_of(t) for t in ledger.tasks] == [
        ["lead:市数据局", "responsible:市财政局"],
        ["lead:市教育局"],
    ]


def test_the_year_of_a_header_holds_for_its_column() -> None:
    ledger = ledger_of(
        table(("任务", "责任单位", "完成时限（2022年）"), ("建平台。", "市数据局", "6月底")),
        year=2021,
    )
    assert str(ledger.tasks[0].due_on) == "2022-06-30"


def test_unknown_headers_and_deadlines_are_issues() -> None:
    ledger = ledger_of(
        table(
            ("任务", "责任单位", "完成时限", "幸福指数"),
            ("建平台。", "市数据局", "看情况再说", "5"),
        ),
        year=2021,
    )
    assert [(i.code, "幸福指数" in i.message) for i in ledger.issues] == [
        (Code.UNKNOWN_HEADER, True),
        (Code.UNKNOWN_DEADLINE, False),
    ]
    assert (ledger.tasks[0].deadline_raw, ledger.tasks[0].deadline_kind) == ("看情况再说", None)


def test_what_is_asked_describes_the_task_before_it() -> None:
    ledger = ledger_of(
        table(
            ("工作任务", "工作要求", "牵头单位", "配合/责任单位"),
            (
                ("一、公开市场主体信息", 2, 1),
                "1.公开帮扶政策。",
                "",
                "区直各有关单位，各乡镇人民政府",
            ),
            ("2.回应堵点问题。", "区经济发展局\n区行政审批局", "区直各有关单位"),
        )
    )
    assert [(t.headings, t.label, t.text) for t in ledger.tasks] == [
        (["一、公开市场主体信息"], "1.", "公开帮扶政策。"),
        (["一、公开市场主体信息"], "2.", "回应堵点问题。"),
    ]
    assert [units_of(t) for t in ledger.tasks] == [
        ["responsible:区直各有关单位", "responsible:各乡镇人民政府"],
        ["lead:区经济发展局", "lead:区行政审批局", "cooperate:区直各有关单位"],
    ]


def test_what_stands_behind_the_units_is_no_task() -> None:
    rows = (
        ("工作任务", "牵头单位", "工作要求"),
        ("1.公开财政收支。", "省财政厅", "在门户网站集中公开。"),
    )
    ledger = ledger_of(table(*rows))
    assert [(t.headings, t.text) for t in ledger.tasks] == [([], "公开财政收支。")]


def test_ledgers_by_unit() -> None:
    ledger = ledger_of(
        table(
            ("责任单位", "序号", "具体任务", "完成时限"),
            (("市数据局", 2, 1), "1", "建平台。", "6月底"),
            ("2", "建目录。", "9月底"),
        )
    )
    assert [(t.text, units_of(t)) for t in ledger.tasks] == [
        ("建平台。", ["responsible:市数据局"]),
        ("建目录。", ["responsible:市数据局"]),
    ]


def test_a_numbered_list_inside_a_cell_stays_whole() -> None:
    ledger = ledger_of(
        table(
            ("任务", "责任单位"),
            ("1.编制规划；\n2.组织评审。", "市发改委"),
            ("3.发布规划。", "市发改委"),
        )
    )
    assert [(t.label, t.text) for t in ledger.tasks] == [
        (None, "1.编制规划；\n2.组织评审。"),
        ("3.", "发布规划。"),
    ]


def test_labelled_lines_above_a_table_are_its_headings() -> None:
    header = ("任务", "责任单位")
    ledger = ledger_of(
        "附件：任务分工表",
        "一、经济工作",
        table(header, ("稳增长。", "市发改委")),
        "二、民生工作",
        table(header, ("建学校。", "市教育局")),
    )
    assert [t.headings for t in ledger.tasks] == [["一、经济工作"], ["二、民生工作"]]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("组别", "牵头单位", "参加单位", "受检单位"),
            ("第一组", "市林业局", "市应急局", "甲林场"),
        ],
        [("序号", "项目名称", "总投资（万元）", "责任单位"), ("1", "水厂", "3000", "市水务局")],
        [("考核内容", "分值", "评分标准", "责任单位"), ("信息公开", "10", "按时公开", "各部门")],
        [
            ("序号", "事项名称", "设定依据", "审批部门"),
            ("1", "食品经营许可", "食品安全法", "市场监管局"),
        ],
        [("姓名", "单位", "职务"), ("张三", "市教育局", "科长")],
        [("任务", "数量"), ("绿化", "3")],
    ],
    ids=["groups", "funds", "points", "licences", "persons", "no units"],
)
def test_other_tables_are_no_ledgers(rows: list[tuple[str, ...]]) -> None:
    ledger = ledger_of(table(*rows))
    assert (ledger.tasks, ledger.tables, ledger.issues) == ([], [], [])


@pytest.mark.parametrize(
    "goal",
    ["建设内容及目标", "年度目标", "办理目标及要求", "年内建设任务", "惠民举措及标准", "建设内容"],
)
def test_a_header_no_entry_knows_tells_by_its_words(goal: str) -> None:
    ledger = ledger_of(
        table(
            (("青河县2023年民生实事任务分解表", 1, 6),),
            (
                ("序号", 2, 1),
                ("项目名称", 2, 1),
                (goal, 2, 1),
                ("责任分工", 1, 2),
                ("完成时间", 2, 1),
            ),
            ("牵头部门", "配合部门"),
            (("一、教育（共2项）", 1, 6),),
            (
                "1",
                "学校建设",
                "新建学校2所，\n增加学位1000个",
                "县教育局",
                ("县财政局\n县住建局", 2, 1),
                "12月底前",
            ),
            ("2", "营养餐", "覆盖全部农村学校", "县教育局", "全年"),
            (("合计", 1, 2), "2项", "", "", ""),
        )
    )
    assert [(t.label, t.headings, t.text) for t in ledger.tasks] == [
        ("1", ["一、教育（共2项）", "学校建设"], "新建学校2所，\n增加学位1000个"),
        ("2", ["一、教育（共2项）", "营养餐"], "覆盖全部农村学校"),
    ]
    assert units_of(ledger.tasks[1]) == [
        "lead:县教育局",
        "cooperate:县财政局",
        "cooperate:县住建局",
    ]
    assert ledger.issues == []


@pytest.mark.parametrize(
    "rows",
    [
        [("序号", "项目名称", "责任单位"), ("1", "水厂", "市水务局")],
    ],
    ids=["names only"],
)
def test_a_table_with_units_that_is_not_read_is_an_issue(rows: list[tuple[str, ...]]) -> None:
    ledger = ledger_of(table(*rows))
    assert (ledger.tasks, ledger.tables) == ([], [])
    assert [(i.code, "项目名称" in i.message) for i in ledger.issues] == [
        (Code.UNKNOWN_HEADER, True)
    ]


def test_a_column_of_money_beside_a_description_and_a_deadline() -> None:
    head = ("项目名称", "建设内容", "年度目标", "总投资（万元）", "牵头单位", "完成时限")
    ledger = ledger_of(table(head, ("水厂", "新建水厂", "完工", "30", "市水务局", "12月底")))
    assert [(t.headings, t.text, units_of(t)) for t in ledger.tasks] == [
        (["水厂"], "新建水厂", ["lead:市水务局"])
    ]
    assert ledger.issues == []


WORDS = [
    "序号",
    "任务名称",
    "具体任务",
    "工作要求",
    "责任单位",
    "牵头单位",
    "完成时限",
    "类别",
    "备注",
    "总投资",
    "没人知道",
]
CELLS = [
    "",
    " ",
    "1",
    "一",
    "（二）",
    "一、总体\n要求",
    "1.建平台。\n2.用平台。",
    "建平台；",
    "市数据局、\n财政局等部门",
    "甲区、乙区政府",
]
CELLS += [
    "6月底",
    "持续\n推进",
    "—",
    "合计",
    "注：无",
    "市教育局\n市财政局",
    "市教育局牵头，市财政局配合",
    "市發改委",
]
cells = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(CELLS), st.text("市局、\n一1.（）。", max_size=9)
)
spanned = st.tuples(cells, st.integers(0, 4), st.integers(1, 4))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.lists(st.lists(st.one_of(cells, spanned), max_size=6), min_size=1, max_size=8),
        min_size=1,
        max_size=3,
    )
)
# One group of two cells.
@example(
    [
        [
            ["任务名称", "责任单位", "序号", ("市教育局\n市财政局", 1, 2)],
            ["序号", "市市", "", "牵头单位", "牵头单位"],
        ]
    ]
)
def test_whatever_stands_in_a_table_the_evidence_holds(tables: list[list[list[Written]]]) -> None:
    ledger_of("一、任务分工", *[table(WORDS[1:8:3], *rows) for rows in tables])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_merges_give_every_row_what_covers_it(data: st.DataObject) -> None:
    height = data.draw(st.integers(1, 8))

    def column(values: list[str]) -> list[tuple[str, int, int]]:
        """Values with the rows that they cover, as merged cells."""
        out: list[tuple[str, int, int]] = []
        while sum(cell[1] for cell in out) < height:
            left = height - sum(cell[1] for cell in out)
            out.append((data.draw(st.sampled_from(values)), data.draw(st.integers(1, left)), 1))
        return out

    merged = [
        column(["一、就业", "二、教育"]),
        column(["市人社局", "市教育局"]),
        column(["6月底", "年底"]),
    ]
    rows: list[list[Written]] = [[] for _ in range(height)]
    said: list[list[str]] = [[] for _ in range(height)]
    for place, cells_ in enumerate(merged):
        y = 0
        for cell in cells_:
            rows[y].append(cell)
            for covered in range(y, y + cell[1]):
                said[covered].append(cell[0])
            y += cell[1]
        if place == 0:
            for y, row in enumerate(rows):
                row.append(f"办好第{y}件事。")
    ledger = ledger_of(table(("任务名称", "具体任务", "责任单位", "完成时限"), *rows))
    assert [(t.headings[0], t.units[0].name, t.deadline_raw) for t in ledger.tasks] == [
        tuple(row) for row in said
    ]
    assert [t.text for t in ledger.tasks] == [f"办好第{y}件事。" for y in range(height)]
