"""Scores on the annotated documents and seed pages, by the scorer beside the project."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from transform.model import Context, Payload
from transform.reading import read_source
from transform.score_json import as_json

pytestmark = pytest.mark.shared

REQUIRED = {
    "documents": "tasks.f1=0.99 task_text_exact.acc=0.98 headings.acc=0.98 labels.acc=0.98 units.f1=0.985 "
    "units_order.acc=0.97 open_ended.f1=0.97 deadlines.f1=0.97 time_limits.f1=0.9 citations.f1=1.0",
    "seeds": "tasks.f1=0.995 task_text_exact.acc=0.99 headings.acc=0.99 labels.acc=0.99 units.f1=0.99 "
    "units_order.acc=0.99 open_ended.f1=0.98 deadlines.f1=1.0 time_limits.f1=0.97 citations.f1=1.0 flags.acc=1.0",
}


def predict(path: Path) -> str:
    content = path.read_bytes()
    payload = Payload(content, "sha256:" + hashlib.sha256(content).hexdigest(), name=path.name)
    return json.dumps(as_json(read_source(payload, Context()), path.name), ensure_ascii=False)


@pytest.mark.parametrize("which", ["documents", "seeds"])
def test_scores(which, shared, tmp_path):
    if which == "seeds":
        subprocess.run([sys.executable, shared / "score/seed_pages.py", tmp_path / "pages"], check=True)
        files = sorted((tmp_path / "pages").iterdir())
    else:
        gold = sorted((shared / "gold/documents").glob("*.json"))
        files = [shared / json.loads(path.read_text("utf-8"))["file"] for path in gold]
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text("\n".join(map(predict, files)), "utf-8")
    scored = subprocess.run(
        [
            *(sys.executable, shared / "score/score.py", predictions, "--gold", shared / "gold" / which, "--show"),
            *("--require", *REQUIRED[which].split()),
        ],
        capture_output=True,
        text=True,
    )
    assert scored.returncode == 0, scored.stdout + scored.stderr


def test_every_span_holds_what_it_proves(shared):
    for path in sorted((shared / "corpus/documents").iterdir()):
        if path.suffix == ".csv":
            continue
        reading = read_source(Payload(path.read_bytes(), "sha256:0", name=path.name), Context())
        texts = {part.part_no: part.text for part in reading.parts}
        for part in reading.parts:
            assert len(part.text) == len(part.original)
        for task in reading.tasks:
            for evidence in task.evidence:
                found = "".join(texts[evidence.part_no][a:b] for a, b in evidence.spans)
                if evidence.field == "units":
                    assert found == task.units[evidence.index or 0].name_raw, (path.name, task.label)
                elif evidence.field == "deadline_raw":
                    assert found == task.deadline_raw
            for limit in task.time_limits:
                assert texts[task.part_no][slice(*limit.span)] == limit.text, (path.name, limit)
