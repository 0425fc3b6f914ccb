"""The docs are built, their links lead somewhere, and the commands, settings and files that they name are there."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import typer

from flows.cli import app
from taizhang.portals import load_portal
from taizhang.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
ADVICE = ROOT / "reports" / "words.toml"
SITE = "http://docs.test/"
GROUP: Any = typer.main.get_command(app)


class Page(HTMLParser):
    """Links of a page, what it loads, and the places in it that a link can name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.names |= {has[name] for name in ("id", "name") if name in has}
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        if tag in ("script", "img", "iframe") and "src" in has:
            self.loads.append(has["src"])
        if tag == "link" and has.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.loads.append(has["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The built pages, by their address."""
    folder = tmp_path_factory.mktemp("site")
    command = [
        str(Path(sys.executable).parent / "mkdocs"),
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(folder),
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"}
    )
    assert done.returncode == 0, done.stderr
    return {
        address_of(path, folder): Page(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.html")
    }


def address_of(path: Path, folder: Path) -> str:
    return urljoin(SITE, path.relative_to(folder).as_posix().removesuffix("index.html"))


def test_links_lead_to_pages_and_places_that_are_there(site: dict[str, Page]) -> None:
    broken = []
    for address, page in site.items():
        if address.endswith("404.html"):
            continue
        for link in page.links:
            target = urlsplit(urljoin(address, link))
            if target.netloc != urlsplit(SITE).netloc:
                continue
            if (ROOT / "docs" / target.path.lstrip("/")).suffix == ".ipynb":
                broken += (
                    []
                    if (ROOT / "docs" / target.path.lstrip("/")).is_file()
                    else [f"{address}: {link}"]
                )
                continue
            there = site.get(f"{SITE.rstrip('/')}{target.path}")
            if there is None or (target.fragment and unquote(target.fragment) not in there.names):
                broken.append(f"{address}: {link}")
    assert broken == []
    assert sum(len(page.links) for page in site.values()) > 500


def test_nothing_is_loaded_from_elsewhere(site: dict[str, Page]) -> None:
    assert [load for page in site.values() for load in page.loads if urlsplit(load).netloc] == []


def test_the_reference_holds_every_command_and_setting(site: dict[str, Page]) -> None:
    commands = site[f"{SITE}reference/commands/"].names
    assert {name.replace(" ", "-") for name in known_commands()} <= commands
    assert set(site) >= {
        f"{SITE}reference/{name}/" for name in ("commands", "settings", "portal-file", "tables")
    }


def known_commands() -> dict[str, set[str]]:
    """Every command with its options."""
    found = {}
    for name, command in GROUP.commands.items():
        for below, one in getattr(command, "commands", {"": command}).items():
            found[f"{name} {below}".strip()] = {
                option for param in one.params for option in param.opts
            } | {"--help"}
    return found


def code_in(text: str) -> Iterator[str]:
    """Lines of code in a page: those of blocks, and what stands between backticks."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from (line for block in blocks for line in block.splitlines())
    yield from re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    )


@pytest.mark.parametrize("path", [*PAGES, ADVICE], ids=lambda path: path.stem)
def test_commands_that_a_page_names_are_there(path: Path) -> None:
    commands, own = (
        known_commands(),
        {option for param in GROUP.params for option in param.opts} | {"--help"},
    )
    wrong = []
    for line in code_in(path.read_text(encoding="utf-8")):
        if said := re.match(
            r"\s*(?:[A-Z_]+=\S+\s+)*(?:\S*/)?taizhang ((?:[a-z-]+|…|--).*)", line.split("#")[0]
        ):
            words = said[1].split()
            while words and words[0] in own:
                words.pop(0)
            if not words or words[0] == "…":
                continue
            name = next(
                (some for some in (" ".join(words[:2]), words[0]) if some in commands), None
            )
            options = {word.split("=")[0] for word in words if word.startswith("--")}
            if name is None or options - commands[name]:
                wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_settings_that_a_page_names_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(rf"\b{PREFIX}([A-Z_]+)\b", text)}
    for block in re.findall(
        r"^```toml\n# taizhang\.toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    ):
        named |= tomllib.loads(block).keys()
    assert named <= Settings.model_fields.keys()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_targets_and_files_that_a_page_names_are_there(path: Path) -> None:
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    packages = (
        "taizhang",
        "flows",
        "extract",
        "transform",
        "expectations",
        "load",
        "reports",
        "tests",
        "docs",
    )
    wrong = []
    for line in code_in(path.read_text(encoding="utf-8")):
        if (made := re.match(r"make ([a-z]+)", line)) and made[1] not in targets:
            wrong.append(line)
        named = re.findall(rf"(?<![\w/.:-])(?:{'|'.join(packages)})/[\w./-]+", line)
        wrong += [name for name in named if not (ROOT / name).exists()]
    assert wrong == []


def test_the_keys_of_a_portal_file_can_be_read_in_the_checkout(tmp_path: Path) -> None:
    specification = spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert specification
    assert specification.loader
    reference = module_from_spec(specification)
    specification.loader.exec_module(reference)
    written = (ROOT / "docs" / "reference" / "portal-file.md").read_text(encoding="utf-8")
    assert written == reference.portal_file_page(), "run: python docs/reference.py"
    (tmp_path / "example.yaml").write_text(reference.EXAMPLE, encoding="utf-8")
    assert load_portal(tmp_path / "example.yaml").window is not None
    lacking = [
        line for line in written.splitlines() if line.startswith("| `") and line.endswith("|  |")
    ]
    assert lacking == []


def test_links_of_the_readme_lead_to_files() -> None:
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert urlsplit(link).netloc or (ROOT / link).exists(), f"{path.name}: {link}"
