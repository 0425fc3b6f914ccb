"""What rows and tables are called in annotations, once for the whole tree."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

Row = dict[str, Any]  # a row: column to value
# The rows of several tables, by the table's name.
Rows = dict[str, list[Row]]
# Arrow tables by their name.
Tables = Mapping[str, pa.Table]
