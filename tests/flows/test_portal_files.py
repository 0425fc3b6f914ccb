"""`taizhang portal check`: a portal file tested against its site, an article read as a build reads it."""

from pathlib import Path

from running import run

from flows.demo.server import serve_sample

PORTALS = Path(__file__).resolve().parents[2] / "flows" / "demo" / "portals"


def test_what_the_file_leads_to_is_found(tmp_path: Path) -> None:
    with serve_sample() as proxy:
        checked = run(
            "taizhang",
            "portal",
            "check",
            "chengwan",
            "--portals",
            str(PORTALS),
            home=tmp_path,
            proxy=proxy,
        )
    for found in ("list found", "title found", "publish date found", "body found"):
        line = next(line for line in checked.out.splitlines() if found in line)
        assert "wrong" not in line, checked.out
