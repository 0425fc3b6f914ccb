"""Drafts judged together, document by document: the newest version that may be published is."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from expectations.judge import Batch, Checked, Verdict, judge_builds
from load.draft import Draft, make_tables
from load.reading.history import Version
from taizhang.issues import Issue


@dataclass(slots=True)
class Judgement:
    """A draft after judgement: which version of each document is published, and what was kept out on the way."""

    tables: dict[str, pa.Table]
    published: dict[str, Version]
    quarantine: list[dict[str, Any]]
    checks: list[Checked]
    issues: list[Issue]
    counts: dict[str, list[int]]
    fallen_back: dict[str, Version]


def judge_drafts(drafts: list[tuple[Draft, dict[str, Any]]]) -> list[Judgement]:
    """Judge drafts together; a document whose newest version is rejected is tried in the version before, and so on."""
    judgements = [Judgement({}, {}, [], [], [], {}, {}) for _ in drafts]
    chosen = [draft.newest() for draft, _ in drafts]
    while any(chosen):
        tables = [make_tables(draft, some) for (draft, _), some in zip(drafts, chosen, strict=True)]
        rounds = [
            Batch(draft.portal.slug, about["build_id"], draft.as_of, found)
            for (draft, about), found in zip(drafts, tables, strict=True)
        ]
        for number, verdict in enumerate(judge_builds(rounds)):
            draft = drafts[number][0]
            rejected = _take(judgements[number], chosen[number], verdict)
            before = {key: draft.before(key, version) for key, version in rejected.items()}
            chosen[number] = {key: version for key, version in before.items() if version is not None}
    return judgements


def _take(judgement: Judgement, chosen: dict[str, Version], verdict: Verdict) -> dict[str, Version]:
    """Add a verdict; the documents that it rejected."""
    accepted = set(verdict.accepted["documents"]["document_id"].to_pylist())
    first = not judgement.checks
    for name, rows in verdict.accepted.items():
        judgement.tables[name] = pa.concat_tables([judgement.tables[name], rows]) if name in judgement.tables else rows
    for name, counts in verdict.counts.items():
        judgement.counts[name] = [a + b for a, b in zip(judgement.counts.get(name, [0, 0, 0]), counts, strict=True)]
    for key, version in chosen.items():
        if key in accepted:
            judgement.published[key] = version
            if not first:
                judgement.fallen_back[key] = version
    judgement.quarantine += verdict.quarantine.to_pylist()
    judgement.issues += verdict.issues
    judgement.checks = verdict.checks if first else _added(judgement.checks, verdict.checks)
    return {key: version for key, version in chosen.items() if key not in accepted}


def _added(checks: list[Checked], more: list[Checked]) -> list[Checked]:
    return [
        Checked(one.rule, one.rows + two.rows, one.failed + two.failed, one.examples + two.examples)
        for one, two in zip(checks, more, strict=True)
    ]
