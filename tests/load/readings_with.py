"""Readings by a lexicon that was changed: run as a script, since the lexicon is compiled when it is imported.

Changes come in as JSON, a list of `[table, what to do, word]` a line; for each line a child of this process, which has
not loaded the lexicon yet, changes the tables and reads all documents; one JSON object a line goes out.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

# Loaded once, for all children: what knows nothing of the lexicon.
import cn2an  # noqa: F401
import lxml.etree  # noqa: F401
import opencc  # noqa: F401
import pdfplumber  # noqa: F401
import python_calamine  # noqa: F401
import selectolax.lexbor  # noqa: F401
import xlrd  # noqa: F401

import taizhang.families
import taizhang.outcomes
import taizhang.regions
import taizhang.tables  # noqa: F401


def change(lexicon: Any, table: str, do: str, word: str) -> None:
    """Change a table in place."""
    file, key = table.split(".")
    entries = lexicon.load_file(file)[key]
    [keyed] = [one for one in lexicon.table("keys", "keyed") if one["table"] == table]
    if do == "add":
        entries[0][keyed["columns"][0]].append(word)
        return
    for entry in list(entries):
        for column in keyed["columns"]:
            if word not in entry.get(column, ()):
                continue
            if do == "drop":
                entries.remove(entry)
            elif do == "other":
                entry["function"] = "另一种"
            else:
                entry[column].remove(word)
            return
    raise AssertionError(f"{table} has no word {word}")


def read_all(folders: list[str]) -> dict[str, Any]:
    """Digest and wording of every document, and the words of the keyed tables."""
    from load.cache.rules import ReadingRules
    from load.reading.reader import DocumentJob, read_job
    from load.reading.wording import issue_messages, join_wording
    from transform.model import Context, Payload

    found = {}
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*")):
        if path.suffix not in (".html", ".txt", ".docx", ".xlsx"):
            continue
        content = path.read_bytes()
        kind = "text/html" if path.suffix == ".html" else None
        url = f"http://lanshan.gov.test/{path.name}"
        payload = Payload(
            content, f"sha256:{hashlib.sha256(content).hexdigest()}", url=url, media_type=kind
        )
        got = read_job(DocumentJob(path.stem, payload, (), Context()))
        said = json.dumps(
            [got.rows, [repr(issue) for issue in got.issues]], default=str, sort_keys=True
        )
        found[str(path)] = [
            hashlib.sha256(said.encode()).hexdigest(),
            join_wording(got.rows, issue_messages(got.issues)),
        ]
    rules = ReadingRules.today()
    return {"documents": found, "code": rules.code, "words": rules.words}


def main() -> None:
    """Read the changes, fork, write what the children say."""
    folders = sys.argv[1:]
    for line in sys.stdin:
        wanted = json.loads(line)
        receive, send = os.pipe()
        if os.fork() == 0:
            from transform import lexicon

            for one in wanted:
                change(lexicon, *one)
            with os.fdopen(send, "w") as out:
                json.dump(read_all(folders), out)
            os._exit(0)
        os.close(send)
        with os.fdopen(receive) as answer:
            sys.stdout.write(answer.read() + "\n")
        sys.stdout.flush()
        assert os.wait()[1] == 0


if __name__ == "__main__":
    main()
