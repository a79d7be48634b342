from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gatepost.errors import SettingsError
from gatepost.http.transport import Bounds
from gatepost.secret import Secret
from gatepost.settings import Settings, parse_settings, settings

GOOD = {
    "component_url": "https://component.example.com",
    "app_url": "https://app.example.com",
    "api_url": "https://api.example.com",
}
READ = Settings(GOOD["component_url"], GOOD["app_url"], GOOD["api_url"])

# What is odd in any tier stands in tests/vectors/settings.json.
MALFORMED = [
    "//component.example.com",
    "javascript:alert(1)",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://127.0.0.2",
    "http://0.0.0.0",
    "https://",
    "https://:443",
    "https://[::1",
    "https://component.example.com:port",
    "https://name@component.example.com",
    "https://name:secret@component.example.com",
    "https://:secret@component.example.com",
    "https://component.example.com\\evil",
    "https://component%2eexample.com",
]


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """Path of the app's secrets file, which is not there yet."""
    return tmp_path / "secrets.toml"


@pytest.mark.parametrize("name", ["component_url", "app_url"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_setting_is_named_with_what_to_do(name: str, value: str | None) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_settings({**GOOD, name: value})
    assert f"The setting {name} is missing" in raised.value.message
    assert f"GATEPOST_{name.upper()}" in raised.value.message
    assert "[gatepost]" in raised.value.message
    assert raised.value.code == "setting_invalid"


@pytest.mark.parametrize("value", [None, "", " "])
def test_address_of_an_api_is_needed_only_when_it_is_called(value: str | None) -> None:
    identity = "metadata_server"
    parsed = parse_settings({**GOOD, "api_url": value, "api_google_identity": identity})
    assert parsed == replace(READ, api_url=None)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("value", MALFORMED)
def test_malformed_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^The setting {name} must be") as raised:
        parse_settings({**GOOD, name: value})
    assert "name:" not in raised.value.message
    assert ":secret" not in raised.value.message


def test_environment_comes_before_secrets(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.write_text(
        '[gatepost]\ncomponent_url = "https://secrets.example.com"\n'
        'app_url = "https://app.example.com"\napi_url = "https://api.example.com"\n'
    )
    monkeypatch.setenv("GATEPOST_COMPONENT_URL", "https://environment.example.com")
    assert settings() == replace(READ, component_url="https://environment.example.com")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "gatepost = 1",
        "[other]\nx = 1",
        "[gatepost]\ncomponent_url = '  '",
    ],
    ids=["no file", "empty", "no section", "other section", "blank"],
)
def test_secrets_without_the_setting_are_a_clear_error(secrets: Path, text: str | None) -> None:
    if text is not None:
        secrets.write_text(text)
    with pytest.raises(SettingsError, match="The setting component_url is missing"):
        settings()


@pytest.mark.parametrize("value", ["1", "['https://a.example.com']", "{a = 1}"])
def test_secret_that_is_no_text_is_a_clear_error(secrets: Path, value: str) -> None:
    secrets.write_text(f"[gatepost]\ncomponent_url = {value}")
    with pytest.raises(SettingsError, match=r"^The setting component_url must be text"):
        settings()


def test_blank_in_the_environment_leaves_the_secret(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.write_text("[gatepost]\n" + "\n".join(f"{k} = '{v}'" for k, v in GOOD.items()))
    monkeypatch.setenv("GATEPOST_API_URL", "\u00a0 ")
    assert settings() == READ


def test_changed_setting_counts_without_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"GATEPOST_{name.upper()}", value)
    assert settings() == READ
    monkeypatch.setenv("GATEPOST_API_URL", "https://later.example.com")
    assert settings().api_url == "https://later.example.com"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Bounds(10, 10_485_760)),
        ({"api_timeout_seconds": "", "api_max_bytes": None}, Bounds(10, 10_485_760)),
        ({"api_timeout_seconds": "2.5", "api_max_bytes": "1"}, Bounds(2.5, 1)),
        ({"api_timeout_seconds": 30, "api_max_bytes": 2**31}, Bounds(30, 2**31)),
    ],
)
def test_bounds_of_an_answer_are_numbers(values: dict[str, object], expected: Bounds) -> None:
    assert parse_settings({**GOOD, **values}).api_bounds == expected


@pytest.mark.parametrize("name", ["api_timeout_seconds", "api_max_bytes"])
@pytest.mark.parametrize("value", [0, -1, "x", "nan", "inf", 1e99, True, [1], "1e99", "1 s"])
def test_bound_that_is_no_such_number_is_named(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"^The setting {name} must be a number") as raised:
        parse_settings({**GOOD, name: value})
    assert raised.value.__context__ is None


PROXIES = [
    "http://proxy.example.com",
    "https://proxy.example.com:3128/",
    "http://anna@10.0.0.1:3128",
    "http://anna:pass%2Fword!$@proxy.example.com:3128",
    "http://[::1]:3128",
]
NO_PROXIES = [
    *("proxy.example.com:3128", "socks5://proxy.example.com", "file:///etc/passwd", "http://"),
    *("http://proxy.example.com/path", "http://proxy.example.com?x", "http://proxy.example.com#x"),
    *("http://anna:password@", "http://anna:pass/word@proxy.example.com", "http://a b@proxy.com"),
    *("http://proxy.example.com:99999", "http://proxy.example.com:x", "http://a:password\n@b"),
    *("http://proxy.example.com\r\nX: 1", "http://anna:password@evil@proxy.example.com", 5, ["x"]),
]


@pytest.mark.parametrize("value", PROXIES)
def test_proxy_is_an_address_that_is_held_as_a_secret(value: str) -> None:
    for given in (value, Secret(value), f"\ufeff{value}\n"):
        assert parse_settings({**GOOD, "proxy_url": given}).proxy_url == Secret(value)


@pytest.mark.parametrize("value", NO_PROXIES)
def test_malformed_proxy_is_named_and_not_repeated(value: object) -> None:
    with pytest.raises(SettingsError, match=r"^The setting proxy_url must be") as raised:
        parse_settings({**GOOD, "proxy_url": value})
    assert "password" not in str(raised.value).replace("user or password", "")
    assert raised.value.__context__ is None
