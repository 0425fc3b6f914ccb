"""The notebook of questions runs on the sample's release, and three ways to ask give one answer."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from running import environment

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "questions.ipynb"
SECONDS = 300

pytestmark = pytest.mark.prefect


def test_the_notebook_of_questions_runs_on_the_sample(tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "taizhang", "demo", "--store", "store"]
    subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path / "home"), check=True, capture_output=True
    )
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(
        notebook, timeout=SECONDS, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    answers = notebook.cells[-1].outputs[-1]["data"]["text/plain"]
    assert "'most'" in answers
    [came_down] = [cell for cell in notebook.cells if cell.source.endswith("two_plans")]
    reasons = came_down.outputs[-1]["data"]["text/plain"]
    assert "农贸市场…增设快检室" in reasons
    assert "NaN" in reasons


def test_what_is_kept_of_the_notebook_is_what_people_wrote() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
