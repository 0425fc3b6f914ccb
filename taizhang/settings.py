"""Settings: what a person may choose for all portals, by the command line, the environment or a file.

The command line wins over `TAIZHANG_*` variables, these over the file, the file over the defaults.
What is true of one portal only stands in that portal's file.
"""

import os
import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from taizhang.errors import UserError
from taizhang.known_names import nearest_names

PREFIX = "TAIZHANG_"
FILE = Path("taizhang.toml")
# RFC 9309: how to reach us.
CONTACT = re.compile(r"(?:mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+|https?://[^\s/]+\.[^\s]+")
ALERT = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
BUNDLED = Path(__file__).parent / "portal_files"


class Settings(BaseSettings):
    """Everything that can be set: rates in requests a second, sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    config: Path | None = Field(
        None,
        description="File the settings are read from; ./taizhang.toml where it exists",
    )
    store: str = Field(
        "store",
        min_length=1,
        description="Folder of the store, or s3://bucket/prefix",
    )
    portals: Path = Field(
        BUNDLED,
        description="Folder of portal files; else the bundled ones, crawled only if named",
    )
    contact: str | None = Field(
        None,
        description="Mail or web address under which a portal's operators reach you; sent with every request",
    )
    rate: float | None = Field(
        None,
        gt=0,
        description="Requests a second to one host, instead of each portal's own",
    )
    timeout: float = Field(
        30,
        gt=0,
        description="Seconds to wait for an answer to begin, and between its pieces",
    )
    attempts: int = Field(4, ge=1, description="How often one address is tried in a night")
    max_bytes: int = Field(32 * 2**20, gt=0, description="Largest answer that is kept")
    workers: int | None = Field(
        None,
        ge=1,
        description="Processes that read a portal's documents; else one a core",
    )

    executor: Literal["processes", "dask"] = Field(
        "processes",
        description="What reads pages: processes here, or Dask",
    )
    scheduler: str | None = Field(
        None,
        description="Address of a Dask scheduler, as tcp://host:8786; else executor dask starts workers here",
    )

    log_format: Literal["text", "json"] = Field("text", description="Form of the log lines")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Least level that is logged"
    )
    alerts: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Where alerts go: Apprise addresses; in a variable, separated by spaces"
    )
    explorer: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]+/?",
        description="Address of the explorer (`taizhang web`) that alerts, artifacts, bulletins and exported ledgers link to",
    )
    disk_floor: int = Field(
        2 * 2**30,
        ge=0,
        description="Free bytes on the store's disk below which to alert",
    )

    @property
    def user_agent(self) -> str:
        """How the crawler names itself to a portal."""
        return f"taizhang/{version('taizhang')}" + (f" (+{self.contact})" if self.contact else "")

    @property
    def readers(self) -> int:
        """Processes that read a portal's documents."""
        return self.workers or os.cpu_count() or 1

    @field_validator("alerts", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(value.split())
        return value

    @field_validator("contact")
    @classmethod
    def _check_contact(cls, contact: str | None) -> str | None:
        if contact is not None and not CONTACT.fullmatch(contact):
            raise ValueError(
                f"{contact!r} is no address: write ops@example.org or https://example.org/crawler"
            )
        return contact

    @field_validator("alerts")
    @classmethod
    def _check_alerts(cls, alerts: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        # Named by number: it holds a token.
        for number, address in enumerate(alerts, 1):
            if not ALERT.fullmatch(address.get_secret_value()):
                right = "wecombot://KEY or mailto://USER:PASSWORD@example.cn"
                raise ValueError(
                    f"address {number} is none that Apprise knows: write it like {right}"
                )
        return alerts

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 — named by the base class
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line, then the environment, then the file."""
        file = _settings_file(init_settings().get("config"))
        return (
            init_settings,
            env_settings,
            InitSettingsSource(
                settings_cls,
                _read_settings(file) if file else {},
            ),
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a setting comes from: `command line`, a variable, a file, or `default`."""

    name: str
    value: object
    origin: str
    description: str


def load_settings(**given: object) -> Settings:
    """The effective settings.

    `given` are those of the command line, None for what was not said there. Raises UserError that
    names the wrong setting and where it stands.
    """
    values = _given_settings(given)
    # A misspelt variable would otherwise be silently without effect, as TAIZHANG_TIMEOUTS=5.
    for variable in os.environ:
        if variable.startswith(PREFIX):
            _require_setting(variable.removeprefix(PREFIX).lower(), variable)
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        what = first["msg"].removeprefix("Value error, ")
        raise UserError(f"setting {name} ({_origin_of(name, values)}): {what}") from None


def setting_origins(settings: Settings, **given: object) -> list[Origin]:
    """Every setting with its value and where it comes from."""
    values = _given_settings(given)
    return [
        Origin(name, getattr(settings, name), _origin_of(name, values), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def _given_settings(values: dict[str, object]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _origin_of(name: str, on_command_line: dict[str, Any]) -> str:
    if name in on_command_line:
        return "command line"
    variable = PREFIX + name.upper()
    if variable in os.environ:
        return variable
    file = _settings_file(on_command_line.get("config"))
    if file and name in _read_settings(file):
        return str(file)
    return "default"


def _settings_file(config: Path | None) -> Path | None:
    """The file to read: the one named, by the command line or the environment, or else the usual one if it exists."""
    named = config or os.environ.get(PREFIX + "CONFIG")
    if named:
        return Path(named)
    if FILE.is_file():
        return FILE
    return None


def _read_settings(file: Path) -> dict[str, Any]:
    """Settings in a file. Raises UserError that names the file and what is wrong in it."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(
            f"{file}: {error.strerror}; name a settings file that can be read"
        ) from None
    except ValueError as error:
        raise UserError(f"{file}: not TOML: {error}") from None
    except RecursionError:
        raise UserError(
            f"{file}: nests too deep; `taizhang settings` lists what it may hold"
        ) from None
    for name in found:
        _require_setting(name, f"{file}: {name}")
    return found


def _require_setting(name: str, place: str) -> None:
    if name not in Settings.model_fields:
        near = nearest_names(name, Settings.model_fields)
        hint = "; `taizhang settings` lists them"
        if near:
            hint = f"; do you mean {near[0]}?"
        raise UserError(f"{place}: no such setting{hint}")
