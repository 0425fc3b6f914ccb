"""The checks of a build as a page that needs no network: rules in words, failures with their rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.judge import Checked
from taizhang.html.templates import template_environment


def checks_rows(checks: Sequence[Checked]) -> list[dict[str, Any]]:
    """Every check in one row: what was checked, in words, on how many rows, and how many failed."""
    return [
        {
            "table": check.rule.table,
            "rule": check.rule.id,
            "words": check.rule.words,
            "severity": check.rule.severity.value,
            "rows": check.rows,
            "failed": check.failed,
        }
        for check in checks
    ]


def checks_page(portal: str, about: Mapping[str, Any], checks: Sequence[Checked]) -> str:
    """The page. The same build gives the same page: it names no time of its making."""
    tables: dict[str, list[Checked]] = {}
    for check in checks:
        tables.setdefault(check.rule.table, []).append(check)
    failed = [check for check in checks if check.failed]
    template = template_environment("expectations").get_template("checks.html.j2")
    return template.render(portal=portal, about=about, tables=tables, failed=failed)
