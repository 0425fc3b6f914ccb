"""Bulletins as files: of one region where a person wants them, of all regions beside the releases of a store."""

from pathlib import Path

from reports.bulletins.page import render_bulletin
from reports.bulletins.quarter import Quarter
from reports.bulletins.sections import make_bulletin
from reports.bulletins.workbook import bulletin_workbook
from taizhang.errors import UserError
from taizhang.releases import REPORTS, Release


def write_bulletin(
    release: Release, region: str, quarter: Quarter, folder: Path, explorer: str | None = None
) -> list[Path]:
    """The page and the workbook of a region in a folder.

    Raises UserError for an unknown region or a full disk.
    """
    bulletin = make_bulletin(release, region, quarter)
    stem = f"{bulletin.region}-{quarter}"
    page, workbook = folder / f"{stem}.html", folder / f"{stem}.xlsx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(render_bulletin(bulletin, explorer), encoding="utf-8")
        workbook.write_bytes(bulletin_workbook(bulletin))
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({error.strerror}): name another folder"
        ) from error
    return [page, workbook]


def write_all_bulletins(
    release: Release, quarter: Quarter, explorer: str | None = None
) -> list[str]:
    """The pages and workbooks of all regions of a release, beside the releases of its store; their keys."""
    keys = []
    # One after the other, each written before the next is made: a country of bulletins does not fit
    # into memory.
    for region in release.regions:
        bulletin = make_bulletin(release, region, quarter)
        stem = f"{REPORTS}/bulletins/{quarter}/{region}"
        release.store.write(f"{stem}.html", render_bulletin(bulletin, explorer).encode())
        release.store.write(f"{stem}.xlsx", bulletin_workbook(bulletin))
        keys += [f"{stem}.html", f"{stem}.xlsx"]
    return keys
