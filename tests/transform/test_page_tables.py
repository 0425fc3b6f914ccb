"""Pages that are little else than a table of tasks, in containers that no family knows."""

import pytest

from taizhang.tables.terms import TaskSource
from tests.transform.texts import DIGEST
from transform.model import Payload
from transform.reading import read_source

ROWS = [
    ("清除干渠淤泥，加固两岸堤坝，确保汛期行洪安全。", "县水利局"),
    ("补植沿岸护林，修缮巡查步道，做到管护到位。", "县林业局"),
    ("安排管护经费，按季度拨付到村，定期公开使用情况。", "县财政局"),
]
HEAD = "<tr><{tag}>序号</{tag}><{tag}>具体任务</{tag}><{tag}>牵头单位</{tag}></tr>"
FRAMES = [
    "<html><body><h1>云泽县渠系整治任务清单</h1>{table}</body></html>",
    "<html><head><title>云泽县渠系整治任务清单</title></head><body><div class='qx'>{table}</div></body></html>",
    "<html><body><h1>云泽县渠系整治任务清单</h1><div><p>各镇：</p><p>现印发给你们。</p>{table}</div></body></html>",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("tag", ["th", "td"])
def test_the_table_is_read_as_one(frame, tag):
    rows = "".join(
        f"<tr><td>{number}</td><td>{text}</td><td>{unit}</td></tr>"
        for number, (text, unit) in enumerate(ROWS, 1)
    )
    page = frame.format(table=f"<table>{HEAD.format(tag=tag)}{rows}</table>")
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert {task.source for task in reading.tasks} == {TaskSource.LEDGER}
    assert [(task.text, task.units[0].name) for task in reading.tasks] == ROWS


def test_a_bare_copy_of_a_letter_with_a_number_is_a_document():
    page = (
        "<html><body><table><tr><td>索引号</td><td>640522001/2024-00173</td><td>文号</td>"
        "<td>云水发〔2024〕8号</td></tr><tr><td>生成日期</td><td>2024-03-09</td><td>责任部门</td><td>县水利局</td></tr></table>"
        "<div class='zw'><p>各乡镇人民政府：</p><p>现将《云泽县2024年渠系整治工作要点》印发给你们，请抓好落实。</p>"
        "<p>云泽县2024年渠系整治工作要点</p><p>一、清除干渠淤泥，加固两岸堤坝，确保行洪安全。</p>"
        "<p>二、补植沿岸护林，修缮巡查步道，做到管护到位。</p></div></body></html>"
    )
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert reading.is_document
    assert reading.text.startswith("各乡镇人民政府：")


def test_what_is_headed_as_a_task_is_one_though_a_standard_stands_before_the_units():
    head = ("项目", "标准说明", "责任单位", "工作任务", "完成时间")
    rows = [
        (
            "渠系",
            "渠道通畅整洁，两岸无垃圾杂物堆放。",
            "县水利局",
            "清除干渠淤泥。",
            "2024年6月底前",
        ),
        (
            "林带",
            "林带完整连续，无枯死木和火灾隐患。",
            "县林业局",
            "补植沿岸护林。",
            "2024年9月底前",
        ),
    ]
    table = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (head, *rows)
    )
    page = f"<html><body><h1>云泽县渠系整治责任分解表</h1><table>{table}</table></body></html>"
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert [task.text for task in reading.tasks] == ["清除干渠淤泥。", "补植沿岸护林。"]


def test_a_column_of_short_names_heads_the_tasks_though_no_entry_knows_its_words():
    head = ("类别", "渠系事项名称", "2024年度任务目标", "责任单位", "包抓领导", "监督电话")
    rows = [
        (
            "水利",
            "整修干渠",
            "清除干渠淤泥，加固两岸堤坝3公里。",
            "县水利局",
            "林某",
            "0551-1234567",
        ),
        (
            "林业",
            "补植护林",
            "补植沿岸护林200亩，修缮巡查步道。",
            "县林业局",
            "周某",
            "0551-1234568",
        ),
    ]
    lines = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in (head, *rows))
    page = FRAMES[0].format(table=f"<table>{lines}</table>")
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert [task.headings for task in reading.tasks] == [
        ["水利", "整修干渠"],
        ["林业", "补植护林"],
    ]
    assert [task.text for task in reading.tasks] == [row[2] for row in rows]
    assert not reading.issues


def test_tables_of_one_ledger_with_a_title_each_are_read_together():
    """A page without any prose: 一、水利 above a table, 二、林业 above the next, which has no header."""
    rows = {
        "一、水利": [
            ("序号", "主要任务", "责任单位", "完成时限"),
            ("1", "清淤修渠", "县水利局", "6月底"),
        ],
        "二、林业": [
            ("2", "补种林带", "县林业局", "10月底"),
            ("3", "巡护林区", "县林业局", "全年"),
        ],
    }
    body = "".join(
        f"<p>{title}</p><table>{''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>' for row in part)}</table>"
        for title, part in rows.items()
    )
    page = f"<html><head><title>云泽县2024年任务分工表</title></head><body><div>{body}</div></body></html>"
    reading = read_source(Payload(page.encode(), DIGEST, name="a.html"))
    assert [(task.label, task.headings, task.text) for task in reading.tasks] == [
        ("1", ["一、水利"], "清淤修渠"),
        ("2", ["二、林业"], "补种林带"),
        ("3", ["二、林业"], "巡护林区"),
    ]


def test_a_row_below_the_title_of_a_part_goes_on_with_the_table_above_it():
    head = "<tr><td>序号</td><td>主要任务</td><td>责任单位</td></tr>"
    page = (
        "<html><head><title>云泽县2024年任务分工表</title></head><body><div class='content'>"
        "<p>为做好今年各项工作，现将任务分解如下，请各责任单位认真组织实施，确保按期完成，并及时报送进展情况和存在的问题。</p>"
        f"<p>一、水利</p><table>{head}<tr><td>1</td><td>清淤修渠</td><td>县水利局</td></tr></table>"
        "<p>二、林业</p><table><tr><td>2</td><td>补种林带</td><td>县林业局</td></tr></table></div></body></html>"
    )
    reading = read_source(Payload(page.encode(), DIGEST, name="a.html"))
    assert [(task.headings, task.text) for task in reading.tasks] == [
        (["一、水利"], "清淤修渠"),
        (["二、林业"], "补种林带"),
    ]
