"""Ledgers whose cells ran together into bare text."""

from tests.transform.texts import read

SENTENCE = "各镇要把修渠和护林结合起来，做到有人管、有钱管、有制度管"


def test_units_behind_the_task():
    filler = SENTENCE * 60
    text = (
        "某县办公室关于印发修渠主要任务分解表的通知 各镇政府： 现印发给你们。 附件修渠主要任务分解表"
        f"工作任务工作要求牵头单位配合单位一、加强水利1.{filler}。县水利局县林业局县直各有关单位，各镇人民政府"
        "2.及时清淤。 县直各有关单位，各镇人民政府"
        "二、加强林业3.及时育苗。县林业局各镇人民政府"
    )
    tasks = read(text).tasks
    assert [(t.source, t.label, t.headings) for t in tasks] == [
        ("ledger", "1.", ["一、加强水利"]),
        ("ledger", "2.", ["一、加强水利"]),
        ("ledger", "3.", ["二、加强林业"]),
    ]
    assert [[(u.role.value[0], u.name) for u in t.units] for t in tasks] == [
        [("l", "县水利局"), ("l", "县林业局"), ("c", "县直各有关单位"), ("c", "各镇人民政府")],
        [("c", "县直各有关单位"), ("c", "各镇人民政府")],
        [("l", "县林业局"), ("c", "各镇人民政府")],
    ]
    assert [t.text for t in tasks][1:] == ["及时清淤。", "及时育苗。"]


def test_what_is_asked_behind_the_units_and_cells_merged_down():
    text = (
        "某省办公厅关于印发修渠主要任务分解表的通知 修渠主要任务分解表"
        "工　作　任　务牵头单位责　任　单　位工　作　要　求"
        f"一、加强水利（一）修渠1.推进渠道清淤省水利厅省林业厅各设区市{SENTENCE * 60}。2.推进渠道加固要用石料。"
        "（二）护林3.推进育苗省林业厅、财政厅，各设区市要多育苗。"
    )
    tasks = read(text).tasks
    assert [t.text for t in tasks] == ["推进渠道清淤", "推进渠道加固要用石料。", "推进育苗"]
    assert [[(u.role.value[0], u.name) for u in t.units] for t in tasks] == [
        [("l", "省水利厅"), ("l", "省林业厅"), ("r", "各设区市")],
        [("l", "省水利厅"), ("l", "省林业厅"), ("r", "各设区市")],
        [("r", "省林业厅"), ("r", "省财政厅"), ("r", "各设区市")],
    ]


def test_prose_with_the_words_of_a_header_is_no_ledger():
    text = "某县修渠工作要点\n一、明确工作任务和责任单位。\n二、落实牵头单位、责任单位。"
    assert [t.source for t in read(text).tasks] == ["outline", "outline"]
