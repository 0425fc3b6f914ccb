"""A page that links a ledger as a Word file, added to the site of tests."""

import io

import docx
from site_of_tests import FIRST, NEWS, NOTICE, PLAN, ROOT, Site, portal

from load.build import build
from load.release.release import publish
from taizhang.releases import Release
from taizhang.store import Store

LEDGER_PAGE = """各县（市、区）人民政府：
按照鲁政办发〔2026〕3号文件要求，现将《2026年重点任务分工台账》印发给你们，请认真组织实施。
附件：2026年重点任务分工台账"""
LEDGER = f'<p><a href="{ROOT}/files/1.docx">2026年重点任务分工台账.docx</a></p>'
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def ledger_file() -> bytes:
    """A ledger with merged cells, an elided prefix, a shared tail, a numeric target and a deadline over two rows."""
    document = docx.Document()
    document.add_paragraph("2026年重点任务分工台账")
    table = document.add_table(rows=4, cols=5)
    rows = [
        ("类别", "序号", "工作任务", "责任单位", "完成时限"),
        ("一、优化服务", "1", "公布政务服务事项清单。", "市司法局、\n财政局等部门", "6月底前"),
        ("", "2", "清理没有依据的证明事项，全程网办率达到95%以上。", "甲区、乙区人民政府", ""),
        ("二、政务公开", "3", "每季度出版政府公报。", "市政府办公室", "全年持续推进"),
    ]
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "一、优化服务"
    table.cell(1, 4).merge(table.cell(2, 4)).text = "6月底前"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def publish_with_ledger(store: Store) -> Release:
    """Fill a store with a release: a plan of clauses, a news page, and a ledger in an attachment."""
    site = Site(store)
    site.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    site.put("news", "全市政务公开工作会议召开", NEWS)
    site.put("notice", "关于2027年部分节假日安排的通知", NOTICE)
    site.put("ledger", "关于印发2026年重点任务分工台账的通知", LEDGER_PAGE, links=LEDGER)
    site.files[f"{ROOT}/files/1.docx"] = (DOCX, ledger_file())
    build(site.store, site.crawl(1), portal(), FIRST)
    return publish(site.store, [portal()], FIRST)
