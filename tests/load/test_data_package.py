"""The manifest keeps its contract with tools that know nothing of us: Frictionless reads and proves every table."""

from typing import Any

import pytest
from frictionless import Package, Resource, Schema
from rows import document, part, task, time_limit

from load.release.manifest import DIALECT, describe_fields, render_readme
from taizhang.releases import Release
from taizhang.store import Store
from taizhang.tables import TABLES


def errors_of(report: Any) -> list[str]:
    return [error.message for one in report.tasks for error in one.errors] + [
        error.message for error in report.errors
    ]


def test_frictionless_finds_every_resource_valid(store: Store, published: Release) -> None:
    # Its own reader of Parquet goes through pandas, which has no whole numbers beside nulls and no lists.
    resources = [
        Resource(
            name=name, data=published.rows(name), schema=Schema.from_descriptor(resource["schema"])
        )
        for name, resource in published.resources.items()
        if published.counts()[name]
    ]
    report = Package(resources=resources).validate()
    assert errors_of(report) == []
    assert {"documents", "tasks", "time_limits", "sections"} <= {task.name for task in report.tasks}


def test_the_manifest_itself_is_a_data_package(store: Store, published: Release) -> None:
    assert errors_of(Package.validate_descriptor(published.manifest)) == []
    assert errors_of(Package.validate_descriptor(published.manifest | {"resources": "none"})) != []
    assert (
        set(published.resources)
        == {resource["name"] for resource in published.manifest["resources"]}
        == set(TABLES)
    )


def schema_of(name: str) -> Schema:
    return Schema.from_descriptor(
        {"$schema": DIALECT, **describe_fields(TABLES[name]), "foreignKeys": []}
    )


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("parts", part(text="")),
        ("documents", document(title="", doc_number=None)),
        ("time_limits", time_limit(kind="recurring", period="P1Y", due_on=None)),
        ("time_limits", time_limit(kind="within", period="P10D", due_on=None)),
        ("tasks", task(due_on=None, deadline_raw="")),
    ],
)
def test_a_row_that_is_right_is_valid(name: str, row: dict[str, Any]) -> None:
    [right] = TABLES[name].to_arrow([row]).to_pylist()
    resource = Resource(data=[right], schema=schema_of(name))
    assert errors_of(resource.validate()) == []


@pytest.mark.parametrize(
    ("name", "row", "column"),
    [
        ("time_limits", time_limit(period="soon"), "period"),
        ("tasks", task(source="hearsay"), "source"),
        ("documents", document(document_id="12"), "document_id"),
    ],
)
def test_a_row_that_is_wrong_is_found(name: str, row: dict[str, Any], column: str) -> None:
    [wrong] = TABLES[name].to_arrow([row]).to_pylist()
    report = Resource(data=[wrong], schema=schema_of(name)).validate()
    assert [error.field_name for one in report.tasks for error in one.errors] == [column]


def test_what_pages_and_files_say_is_text_in_a_releases_readme() -> None:
    row = {
        "portal": "lanshan",
        "name": "兰山区<script>",
        "health": "broken",
        "reason": "[log in](http://evil.example/) | \x1b[31mfailed",
        "as_of": None,
        "terms": "none",
    }
    record = {"as_of": "2026-11-20", "code": "0"}
    [line] = [
        line
        for line in render_readme("2026-11-20-001", {}, [row], record).decode().splitlines()
        if "lanshan" in line
    ]
    assert (
        line
        == r"| 兰山区\<script\> (lanshan) | broken: \[log in\](http\://evil.example/) \| ␛\[31mfailed | – | none |"
    )
