"""Every table of a build or a release, declared once.

From these declarations come the Arrow schemas, the data dictionary, `datapackage.json` and the
column expectations.
"""

from taizhang.tables.crawl import CRAWL_TABLES
from taizhang.tables.declaration import Counts, Field, Reference, Table
from taizhang.tables.documents import DOCUMENT_TABLES
from taizhang.tables.judgement import JUDGEMENT_TABLES
from taizhang.tables.links import LINK_TABLES
from taizhang.tables.tasks import TASK_TABLES

# Of the tables: the first number moves when a column is removed or retyped.
VERSION = "2.0"
TABLES: dict[str, Table] = {
    t.name: t
    for t in (*DOCUMENT_TABLES, *TASK_TABLES, *CRAWL_TABLES, *JUDGEMENT_TABLES, *LINK_TABLES)
}
# Those whose rows a reading gives, and which are judged.
READ_TABLES = (
    "documents",
    "parts",
    "sections",
    "attachments",
    "tasks",
    "task_units",
    "time_limits",
    "targets",
    "citations",
)

__all__ = ["READ_TABLES", "TABLES", "VERSION", "Counts", "Field", "Reference", "Table"]
