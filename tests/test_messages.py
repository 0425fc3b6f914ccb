"""Every command and option that a message names is there: a person who follows it is not led astray."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.cli import app

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("taizhang", "flows", "extract", "expectations", "load", "reports")
# Of an office program, and of Dask's worker.
OTHER_PROGRAMS = {"--headless", "--convert-to", "--outdir", "--norestore", "--no-nanny"}
COMMAND = re.compile(r"`(?:[A-Z_]+=\S+ )?taizhang ([^`]+)`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


@cache
def known_commands() -> dict[str, set[str]]:
    """Every command with its options."""
    group: Any = typer.main.get_command(app)
    found = {}
    for name, command in group.commands.items():
        for below, one in getattr(command, "commands", {"": command}).items():
            found[f"{name} {below}".strip()] = {
                option for param in one.params for option in param.opts
            } | {"--help"}
    return found


def messages() -> Iterator[tuple[str, str]]:
    """Each text in the code, with its place; what is put in stands as X."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            inside = {
                id(piece)
                for node in ast.walk(tree)
                if isinstance(node, ast.JoinedStr)
                for piece in node.values
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    text = "".join(
                        str(one.value) if isinstance(one, ast.Constant) else "X"
                        for one in node.values
                    )
                elif (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and id(node) not in inside
                ):
                    text = node.value
                else:
                    continue
                yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def wrong_in(text: str) -> list[str]:
    """Commands and options in a text that there are not."""
    commands = known_commands()
    wrong = []
    for said in COMMAND.findall(text):
        words = said.split()
        name = next((one for one in (" ".join(words[:2]), words[0]) if one in commands), None)
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        if words[0] not in ("--help", "--debug", "--version", "X") and (
            name is None or options - commands[name]
        ):
            wrong.append(said)
    every = set().union(*commands.values(), OTHER_PROGRAMS, {"--debug", "--config", "--version"})
    outside = COMMAND.sub("", text)
    return [*wrong, *(option for option in OPTION.findall(outside) if option not in every)]


def test_every_command_that_a_message_names_is_there() -> None:
    wrong = {place: found for place, text in messages() if (found := wrong_in(text))}
    assert wrong == {}
    assert sum(bool(COMMAND.search(text)) for _, text in messages()) > 30


@pytest.mark.parametrize(
    "text", ["run `taizhang nigthly`", "name one with --prtal", "`taizhang publish --url x`"]
)
def test_a_message_that_leads_astray_is_found(text: str) -> None:
    assert wrong_in(text)
