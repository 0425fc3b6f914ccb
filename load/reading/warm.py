"""What a process learns on its first page, learned before any is forked.

Importing this reads a small plan: patterns are compiled and tables are loaded, half a second that
each process, and with it each portal with a file, would take again. Loaded by the process that
others are forked from (load/reading/workers.py), by nobody else.
"""

from load.reading.reader import DocumentJob, PageJob, look_at_page, read_job
from load.reading.shard_rows import ShardEntry, pack_entries, write_entries
from transform.model import Context, Payload

# With what most plans have: a head, duties in brackets and in sentences, a ledger, days, a signature.
PLAN = """<html><head><title>青石县人民政府办公室关于印发2026年政务公开工作要点的通知</title>
<meta name="ArticleTitle" content="关于印发2026年政务公开工作要点的通知"></head><body>
<h1>青石县人民政府办公室关于印发2026年政务公开工作要点的通知</h1>
<p>青政办发〔2026〕8号</p>
<p>各乡镇人民政府，县政府各部门：</p>
<p>根据《国务院办公厅关于印发2026年政务公开工作要点的通知》（国办发〔2026〕5号），现印发给你们，请认真贯彻落实。</p>
<p>一、加强信息公开</p>
<p>（一）公开财政预决算。各部门要在6月底前公开预算，覆盖率达到95%以上。（牵头单位：县财政局；配合单位：县审计局、县教育局等部门）</p>
<p>（二）做好政策解读。由县司法局负责，县融媒体中心配合，每季度通报一次，2026年12月31日前完成。</p>
<table><tr><th>序号</th><th>工作任务</th><th>责任单位</th><th>完成时限</th></tr>
<tr><td>1</td><td>更新目录</td><td>县政务服务局、县卫生健康局</td><td>9月底前</td></tr></table>
<p>青石县人民政府办公室</p><p>2026年4月2日</p>
<p>附件：<a href="http://file.qingshi.gov.test/202604/P1.docx">任务分工表.docx</a></p></body></html>"""


def read_plan() -> bytes:
    """The plan looked at and read as a shard's page is."""
    url = "http://www.qingshi.gov.test/zfwj/202604/t20260402_1.html"
    payload = Payload(PLAN.encode(), "sha256:0", url=url, media_type="text/html")
    found = look_at_page(PageJob(payload, 200, Context()))
    document = read_job(DocumentJob("0", payload, (), Context()))
    return write_entries(pack_entries([ShardEntry((url, "0"), found.facts, "0", document)]))


read_plan()
