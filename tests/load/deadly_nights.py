"""Two nights of a portal whose files kill, hang or fill the memory of whoever reads them; run as a script.

The main module is loaded by the processes that read as well: there, as here, some texts are deadly. Lines with what
came of each night go out as JSON; whatever a file is tried is noted in a file of its own.
"""

import hashlib
import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import load.reading.time_limit

load.reading.time_limit.FILE_SECONDS = 0.3
load.reading.time_limit._GRACE = 0.3

import load.reading.reader  # noqa: E402

load.reading.reader.FILE_SECONDS = 0.3  # loaded before this module where others read
from transform.files import readers  # noqa: E402
from transform.files.filetext import FileContents, HtmlReader  # noqa: E402
from transform.files.formats import Format  # noqa: E402

FOLDER = Path(sys.argv[1])
DEADLY = ("KILL", "ABORT", "HANG", "FILL")
read_text = readers.READERS[Format.TXT]


def read_deadly(content: bytes, read_html: HtmlReader) -> FileContents:
    """A text; some end the process."""
    word = content.decode(errors="replace").partition(" ")[0]
    with (FOLDER / "tried.txt").open("a") as tried:
        tried.write(f"{word}\n")
    if word == "KILL":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "ABORT":
        os.abort()
    elif word == "HANG":
        hashlib.pbkdf2_hmac("sha256", b"in C", b"which looks for no signal", 2_000_000_000)
    elif word == "FILL":
        bytearray(3 * 2**30)
    return read_text(content, read_html)


readers.READERS[Format.TXT] = read_deadly


def main() -> None:
    """Two nights; the second brings another page with the same files."""
    from site_of_tests import FIRST, NEWS, PLAN, ROOT, Site, portal

    from load.build import build
    from taizhang.store import Store

    site = Site(Store(FOLDER / "store"))
    site.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    for word in (*DEADLY, "FINE"):
        address = f"{ROOT}/files/{word}.txt"
        site.files[address] = (
            "text/plain",
            f"{word} 一、公布清单。（责任单位：市司法局）".encode(),
        )
        link = f'<a href="{ROOT}/files/FINE.txt">附件1.txt</a><a href="{address}">附件2.txt</a>'
        site.put(word, f"关于{word}会议召开情况的报道", NEWS, links=link)
    for night in (1, 2):
        made = build(site.store, site.crawl(night), portal(), FIRST + timedelta(days=night - 1))
        tables = {name: made.table(name).to_pylist() for name in ("documents", "parts", "issues")}
        issues = [(row["code"], row["url"], row["message"]) for row in tables["issues"]]
        parts = sorted(row["name"] or "" for row in tables["parts"])
        print(
            json.dumps({"issues": issues, "documents": len(tables["documents"]), "parts": parts}),
            flush=True,
        )
        site.pages |= {
            url: page + b"<!-- new -->"
            for url, page in site.pages.items()
            if isinstance(page, bytes)
        }


if __name__ == "__main__":
    main()
