"""A draft judged document by document: the newest version that may be published is."""

from dataclasses import dataclass, field

import pyarrow as pa

from expectations.judge import Batch, Checked, Verdict, judge_builds
from load.draft import Draft, choose_remembered, make_tables
from load.reading.history import Version
from taizhang.issues import Issue
from taizhang.rows import Row


@dataclass(slots=True)
class Judgement:
    """A draft after judgement: which version of each document is published, and what was kept out."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    published: dict[str, Version] = field(default_factory=dict)
    quarantine: list[Row] = field(default_factory=list)
    checks: list[Checked] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    counts: dict[str, list[int]] = field(default_factory=dict)
    fallen_back: dict[str, Version] = field(default_factory=dict)


def judge_draft(draft: Draft, build_id: str, *, same_rules: bool) -> Judgement:
    """Judge a draft; where a document's newest version is rejected, the version before is tried.

    And so on, until a version holds or none is left. With `same_rules` what the draft remembers was
    judged by today's rules.
    """
    judgement = Judgement()
    chosen = draft.newest()
    # The newest versions first; those that are rejected are tried in the version before, until a
    # version holds or none is left.
    while chosen:
        stood = choose_remembered(draft, chosen).keys() if same_rules else frozenset()
        batch = Batch(draft.portal.slug, build_id, draft.as_of, make_tables(draft, chosen), stood)
        [verdict] = judge_builds([batch])
        rejected = _add_verdict(judgement, chosen, verdict)
        before = {key: draft.before(key, version) for key, version in rejected.items()}
        chosen = {key: version for key, version in before.items() if version is not None}
    return judgement


def _add_verdict(
    judgement: Judgement, chosen: dict[str, Version], verdict: Verdict
) -> dict[str, Version]:
    """Add a verdict; the documents that it rejected."""
    accepted = set(verdict.accepted["documents"]["document_id"].to_pylist())
    # Checks of the first round name every rule; later rounds are added to them, rule by rule.
    first = not judgement.checks
    for name, rows in verdict.accepted.items():
        judgement.tables[name] = (
            pa.concat_tables([judgement.tables[name], rows]) if name in judgement.tables else rows
        )
    for name, counts in verdict.counts.items():
        judgement.counts[name] = [
            a + b for a, b in zip(judgement.counts.get(name, [0, 0, 0]), counts, strict=True)
        ]
    for key, version in chosen.items():
        if key in accepted:
            judgement.published[key] = version
            if not first:
                judgement.fallen_back[key] = version
    judgement.quarantine += verdict.quarantine.to_pylist()
    judgement.issues += verdict.issues
    judgement.checks = verdict.checks if first else _add_checks(judgement.checks, verdict.checks)
    return {key: version for key, version in chosen.items() if key not in accepted}


def _add_checks(checks: list[Checked], more: list[Checked]) -> list[Checked]:
    return [
        Checked(one.rule, one.rows + two.rows, one.failed + two.failed, one.examples + two.examples)
        for one, two in zip(checks, more, strict=True)
    ]
