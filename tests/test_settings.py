"""Settings: the command line over the environment over the file over the defaults; what is wrong is named."""

from pathlib import Path

import pytest

from flows.cli import run_command
from taizhang.errors import UserError
from taizhang.settings import Settings, load_settings, setting_origins


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_each_source_wins_over_the_weaker_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("taizhang.toml").write_text('rate = 1\ntimeout = 5\nstore = "file"\n', encoding="utf-8")
    monkeypatch.setenv("TAIZHANG_RATE", "2")
    monkeypatch.setenv("TAIZHANG_STORE", "variable")
    settings = load_settings(store="said")
    assert (settings.store, settings.rate, settings.timeout, settings.attempts) == ("said", 2, 5, 4)
    told = {origin.name: origin.origin for origin in setting_origins(settings, store="said")}
    assert told["store"] == "command line"
    assert told["rate"] == "TAIZHANG_RATE"
    assert told["timeout"] == "taizhang.toml"
    assert told["attempts"] == "default"


def test_a_named_file_is_read_instead_of_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("taizhang.toml").write_text("rate = 1\n", encoding="utf-8")
    Path("other.toml").write_text("rate = 9\n", encoding="utf-8")
    assert load_settings(config=Path("other.toml")).rate == 9
    monkeypatch.setenv("TAIZHANG_CONFIG", "other.toml")
    assert load_settings().rate == 9


def told(settings: Settings) -> list[str]:
    """Where alerts go; the addresses hold tokens, so that printing them shows stars."""
    assert "json" not in repr(settings)
    return [address.get_secret_value() for address in settings.alerts]


def test_alerts_are_a_list_in_the_file_and_words_in_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("taizhang.toml").write_text('alerts = ["json://a", "json://b"]\n', encoding="utf-8")
    assert told(load_settings()) == ["json://a", "json://b"]
    monkeypatch.setenv("TAIZHANG_ALERTS", "json://c json://d")
    assert told(load_settings()) == ["json://c", "json://d"]


def test_the_crawler_says_who_runs_it() -> None:
    assert load_settings(contact="mailto:a@example.org").user_agent.endswith(
        "(+mailto:a@example.org)"
    )
    assert load_settings().user_agent.startswith("taizhang/")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("TAIZHANG_RATE", "fast", ("rate", "TAIZHANG_RATE")),
        ("TAIZHANG_RATE", "0", ("rate", "TAIZHANG_RATE")),
        ("TAIZHANG_STOER", "x", ("TAIZHANG_STOER", "store")),
        ("TAIZHANG_CONFIG", "nowhere.toml", ("nowhere.toml",)),
        ("TAIZHANG_LOG_FORMAT", "xml", ("log_format", "TAIZHANG_LOG_FORMAT")),
        (
            "TAIZHANG_CONTACT",
            "foo",
            ("contact", "TAIZHANG_CONTACT", "'foo' is no address", "ops@example.org"),
        ),
        ("TAIZHANG_CONTACT", "http://nowhere", ("contact", "is no address")),
        ("TAIZHANG_ALERTS", "json://a nonsense", ("alerts", "address 2 is none", "wecombot://KEY")),
    ],
)
def test_a_wrong_variable_is_named_in_one_line(
    variable: str, value: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UserError) as caught:
        load_settings()
    assert all(word in str(caught.value) for word in words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "contact", ["ops@example.org", "mailto:ops@example.org", "https://example.org/crawler"]
)
def test_a_contact_is_a_mail_or_web_address(contact: str) -> None:
    assert load_settings(contact=contact).user_agent.endswith(f"(+{contact})")


def test_a_wrong_alert_address_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_ALERTS", "secret-token-without-a-scheme")
    with pytest.raises(UserError) as caught:
        load_settings()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "word"), [("rate = ", "TOML"), ("raet = 1", "rate"), ("rate = 0", "rate")]
)
def test_a_wrong_file_is_named_in_one_line(content: str, word: str) -> None:
    Path("taizhang.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_settings()
    assert "taizhang.toml" in str(caught.value)
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_settings_file_nested_too_deep_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "deep.toml"
    file.write_text("workers = " + "[" * 5000)
    assert run_command(["--config", str(file), "settings"]) == 2
    said = capsys.readouterr().err
    assert "nests too deep" in said
    assert said.count("\n") == 1
