"""Whether a grid is a ledger, asked before anybody looks at its page's title."""

import pytest

from tests.transform.tables import table
from transform.tables.recognition import is_ledger

LEDGERS = {
    "its header says so": [
        ("序号", "工作任务", "责任单位"),
        ("1", "修缮校舍3所", "县教育局"),
    ],
    "no header, cells that say so": [
        ("1", "修缮乡村校舍3所，配齐桌椅。", "县教育局、县财政局", "6月底前"),
        ("2", "清淤河道12公里，加固堤防。", "县水利局", "10月底前"),
        ("3", "建成村级图书室20个。", "县文旅局", "年底前"),
    ],
    "header words that nobody listed": [
        ("条目", "攻关课题", "扛旗队伍", "交卷日子"),
        ("1", "修缮乡村校舍", "县教育局", "6月底前"),
        ("2", "清淤河道12公里", "县水利局、各乡镇人民政府", "10月底前"),
    ],
}
OTHERS = {
    "amounts by county": [
        ("县区", "面积（亩）", "补助（万元）"),
        ("青山县", "300", "12"),
        ("白水县", "500", "20"),
    ],
    "how organs are reached": [
        ("单位", "地址", "电话"),
        ("县教育局", "人民路12号", "0771-1234567"),
        ("县财政局", "解放路3号，政务中心二楼", "0771-7654321"),
    ],
    "words in two columns": [
        ("名词", "解释"),
        ("河长制", "各级河长负责管护。"),
        ("林长制", "各级林长负责管护。"),
    ],
}


@pytest.mark.parametrize("rows", LEDGERS.values(), ids=LEDGERS)
def test_a_column_of_tasks_and_one_of_units_make_a_ledger(rows):
    assert is_ledger(table(*rows).grid)


@pytest.mark.parametrize("rows", OTHERS.values(), ids=OTHERS)
def test_other_tables_are_none(rows):
    assert not is_ledger(table(*rows).grid)
