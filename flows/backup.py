"""A backup: all that cannot be made again, in one folder.

And a store, portal files and settings made from it.

```
DIR/store/      archive/, decisions/, alerts.json; releases that stay, with their builds and reports
DIR/portals/    the portal files, corrections/ among them
DIR/taizhang.toml
DIR/backup.json what there must be: a backup that is not whole is not restored
```
What is left out follows from the archive: other builds and releases, what spares reading again.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from flows.stores import TRACES
from load.builds import FOLDER as BUILDS
from load.builds import newest_build
from load.release.decisions import FOLDER as DECISIONS
from load.release.decisions import decisions, require_decisions
from load.release.release import repair
from taizhang.errors import UserError
from taizhang.releases import FOLDER as RELEASES
from taizhang.releases import LATEST, REPORTS, Release, latest_release, open_release
from taizhang.settings import BUNDLED, FILE, Settings
from taizhang.store import Store

CONTENTS = "backup.json"
STORE, PORTALS = "store", "portals"
# A file of these that is there with the same size is the same.
WRITTEN_ONCE = ("archive", RELEASES, BUILDS)
SINGLE = ("alerts.json", LATEST)


@dataclass(frozen=True, slots=True)
class Copied:
    """How many files a backup or a restored store has, their bytes, and how many of them were copied just now."""

    files: int
    size: int
    new: int


def back_up(settings: Settings, folder: Path) -> Copied:
    """Copy all that cannot be made again; what the folder has already is not copied again.

    Raises UserError for a folder within the store, StoreError while a night is under way or where the store has lost
    its decisions.
    """
    store, target = Store(settings.store), Store(folder / STORE)
    _check_apart(settings, folder)
    # Settings may hold addresses with passwords.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A release, its builds and the decisions belong together: no night may publish between copying
    # one and the other.
    with store.lock("night", "a backup"):
        require_decisions(store)
        wanted = _files_to_copy(store)
        new = _copy_files(store, target, wanted)
        # The archive is never thinned out: what a store has lost of it, its backup still has.
        for part in (RELEASES, *(f"{BUILDS}/{slug}" for slug in target.folders(BUILDS))):
            _remove_others(target, part, wanted)
    _copy_portal_files(settings.portals, folder / PORTALS)
    settings_file = _settings_file(settings)
    if settings_file:
        _copy_private(settings_file, folder / FILE)
    contents = {
        "taizhang": version("taizhang"),
        "made_at": datetime.now(UTC).isoformat(),
        "store": store.root,
    }
    text = json.dumps(contents | {"files": wanted}, ensure_ascii=False, indent=1) + "\n"
    # Last: a backup that was killed names what the one before it held, and restoring says what does
    # not fit.
    (folder / CONTENTS).write_text(text, encoding="utf-8")
    return Copied(len(wanted), sum(wanted.values()), new)


def restore_backup(
    folder: Path,
    settings: Settings,
    portals: Path,
    settings_file: Path = FILE,
) -> Copied:
    """Make store, portal files and settings from a backup, where there are none yet.

    Raises UserError for a folder that is no whole backup, and where something is there already that differs.
    """
    contents = _backup_contents(folder)
    source, store = Store(folder / STORE), Store(settings.store)
    _check_empty(store)
    _check_same(folder / PORTALS, portals)
    _check_same(folder / FILE, settings_file)
    new = _copy_files(source, store, contents)
    # The link `latest` is no file of a backup: it is made anew from the pointer.
    repair(store)
    _copy_portal_files(folder / PORTALS, portals)
    if (folder / FILE).is_file():
        _copy_private(folder / FILE, settings_file)
    return Copied(len(contents), sum(contents.values()), new)


def _files_to_copy(store: Store) -> dict[str, int]:
    """Files of the store that a backup has, with their sizes."""
    newest = latest_release(store)
    release_ids = sorted({*decisions(store, "pin"), *([newest.release_id] if newest else [])})
    folders, single = (
        {"archive", DECISIONS},
        {*SINGLE, *(f"{REPORTS}/{name}.html" for name in release_ids)},
    )
    for release_id in release_ids:
        folders |= _folders_of(open_release(store, release_id))
    for slug in store.folders(BUILDS):
        build = newest_build(store, slug)
        if build is not None:
            folders.add(build.folder)
            single.add(f"{BUILDS}/{slug}/newest.json")
    wanted: dict[str, int] = {}
    for folder in sorted(folders):
        wanted |= store.sizes(folder)
    return wanted | {key: len(store.read(key)) for key in sorted(single) if store.exists(key)}


def _folders_of(release: Release) -> set[str]:
    """A release's folder, and those of the builds that it names."""
    folders = {release.folder}
    for slug, portal in release.record["portals"].items():
        folders |= {
            f"{BUILDS}/{slug}/{portal[name]}" for name in ("build", "judged") if portal[name]
        }
    return folders


def _copy_files(source: Store, target: Store, sizes: dict[str, int]) -> int:
    """Copy files as far as the target does not have them, what names others last; how many."""
    there: dict[str, int] = {}
    for part in WRITTEN_ONCE:
        there |= target.sizes(part)
    new = 0
    # The pointer comes last, so that a copy which is cut off never names a release that is not
    # there whole.
    for key, size in sorted(sizes.items(), key=lambda item: item[0] == LATEST):
        # A JSON file may have changed and kept its size: those are compared byte by byte.
        if there.get(key) == size and not key.endswith(".json"):
            continue
        content = source.read(key)
        if target.exists(key) and target.read(key) == content:
            continue
        target.write(key, content)
        new += 1
    return new


def _remove_others(target: Store, part: str, names: Iterable[str]) -> None:
    """Take away releases, or a portal's builds, that are not wanted any more."""
    stay = {
        key.removeprefix(f"{part}/").partition("/")[0]
        for key in names
        if key.startswith(f"{part}/")
    }
    for name in target.folders(part):
        if name not in stay:
            target.remove(f"{part}/{name}")


def _settings_file(settings: Settings) -> Path | None:
    """The file that settings were read from."""
    if settings.config is not None:
        return settings.config
    if FILE.is_file():
        return FILE
    return None


def _copy_portal_files(source: Path, target: Path) -> None:
    """Portal files and corrections, no other files; those that are gone at the source go."""
    files = [path.relative_to(source) for path in _portal_files(source)]
    for old in [path for path in _portal_files(target) if path.relative_to(target) not in files]:
        old.unlink()
    for file in files:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / file, target / file)


def _portal_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob("corrections/*.toml")])


def _copy_private(source: Path, target: Path) -> None:
    """Copy a file that only its owner may read."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())


def _backup_contents(folder: Path) -> dict[str, int]:
    """Files of a backup with their sizes. Raises UserError where one is not there as it was."""
    file = folder / CONTENTS
    try:
        contents: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))["files"]
    except FileNotFoundError:
        raise UserError(
            f"{folder} is no backup: name a folder that `taizhang backup` made"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{file} cannot be read: make the backup again") from None
    for key, size in contents.items():
        path = folder / STORE / key
        if not path.is_file() or path.stat().st_size != size:
            raise UserError(
                f"{path} is not as the backup was made: copy the folder whole, or take another backup"
            )
    return contents


def _check_apart(settings: Settings, folder: Path) -> None:
    if "://" in settings.store:
        return
    store, backup = Path(settings.store).resolve(), folder.resolve()
    if backup.is_relative_to(store) or store.is_relative_to(backup):
        raise UserError(
            f"{folder} and the store {settings.store} lie in each other: name a folder elsewhere"
        )


def _check_empty(store: Store) -> None:
    if any(store.exists(key) for key in TRACES):
        raise UserError(
            f"there is a store at {store.root} already: name an empty place with --store"
        )


def _check_same(source: Path, target: Path) -> None:
    """Raise UserError where restoring would replace a file by another one."""
    # The package's folder is replaced with the next installation.
    if target == BUNDLED:
        raise UserError(
            "portal files are not restored into the package: name a folder with --portals"
        )
    pairs = [(source, target)]
    if source.is_dir():
        pairs = [(path, target / path.relative_to(source)) for path in _portal_files(source)]
    for before, after in pairs:
        if before.is_file() and after.is_file() and before.read_bytes() != after.read_bytes():
            raise UserError(f"{after} is there already and differs from the backup's: move it away")
