import pytest

from gatepost_api.settings import (
    SettingsError,
    read_allowed_origins,
    read_audit_salt,
    read_auth_settings,
    read_project,
    read_target,
    refuse_debug_in_cloud,
)

GOOD = {"AUTH0_ISSUER": "https://tenant.example/", "AUTH0_AUDIENCE": "https://api.example"}


def test_the_defaults_are_safe() -> None:
    settings = read_auth_settings(GOOD)
    assert settings.rules.issuer == "https://tenant.example/"
    assert settings.jwks_url == "https://tenant.example/.well-known/jwks.json"
    assert (settings.rules.leeway, settings.stale_seconds) == (10, 86_400)
    assert settings.rules.client_ids == frozenset()
    assert settings.rules.rfc9068 is False
    assert read_allowed_origins({}) == frozenset()
    assert read_target({}) == ""


def test_an_issuer_without_slash_stays_exact_and_keeps_its_host() -> None:
    settings = read_auth_settings(GOOD | {"AUTH0_ISSUER": "https://tenant.example"})
    assert settings.rules.issuer == "https://tenant.example"
    assert settings.jwks_url == "https://tenant.example/.well-known/jwks.json"


def test_every_setting_is_read() -> None:
    settings = read_auth_settings(
        GOOD
        | {
            "JWKS_URL": "http://127.0.0.1:9000/keys?v=1",
            "LEEWAY_SECONDS": "60",
            "STALE_KEYS_SECONDS": "0",
            "ALLOWED_CLIENT_IDS": "one, two",
            "REQUIRE_RFC9068": "TRUE",
        }
    )
    assert settings.jwks_url == "http://127.0.0.1:9000/keys?v=1"
    assert (settings.rules.leeway, settings.stale_seconds) == (60, 0)
    assert settings.rules.client_ids == {"one", "two"}
    assert settings.rules.rfc9068 is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH0_ISSUER", ""),
        ("AUTH0_ISSUER", "http://localhost.evil.example/"),
        ("AUTH0_ISSUER", "http://127.0.0.1@evil.example/"),
        ("AUTH0_ISSUER", "https://user:pw@tenant.example/"),
        ("AUTH0_ISSUER", "https://tenant.example/#x"),
        ("AUTH0_ISSUER", "https://tenant.example/?x"),
        ("AUTH0_ISSUER", "https://tenant.example:port/"),
        ("AUTH0_ISSUER", "https://[::1/"),
        ("AUTH0_AUDIENCE", ""),
        ("JWKS_URL", "http://tenant.example/keys"),
        ("JWKS_URL", "/keys"),
        ("JWKS_URL", "https://tenant.example/keys?v=1#x"),
        ("JWKS_URL", "https://tenant.example/keys?v= 1"),
        ("ALLOWED_CLIENT_IDS", '["one", "two"]'),
        ("ALLOWED_CLIENT_IDS", "'one', 'two'"),
        ("LEEWAY_SECONDS", "4"),
        ("LEEWAY_SECONDS", "61"),
        ("LEEWAY_SECONDS", "²²"),
        ("STALE_KEYS_SECONDS", "-1"),
        ("STALE_KEYS_SECONDS", "604801"),
        ("REQUIRE_RFC9068", "maybe"),
    ],
)
def test_a_missing_or_malformed_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_auth_settings(GOOD | {name: value})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_http_is_for_loopback_and_loopback_is_not_for_the_cloud(host: str) -> None:
    environ = GOOD | {"AUTH0_ISSUER": f"http://{host}:9000/"}
    assert read_auth_settings(environ).rules.issuer == f"http://{host}:9000/"
    with pytest.raises(SettingsError, match="AUTH0_ISSUER"):
        read_auth_settings(environ | {"K_SERVICE": "pong"})
    with pytest.raises(SettingsError, match="JWKS_URL is a loopback address"):
        read_auth_settings(GOOD | {"JWKS_URL": f"http://{host}:9000/keys", "K_SERVICE": "pong"})


def test_a_list_in_json_is_refused_with_what_to_write() -> None:
    with pytest.raises(SettingsError, match="ALLOWED_ORIGINS is a JSON list: separate the values"):
        read_allowed_origins({"ALLOWED_ORIGINS": '["https://a.example"]'})


def test_origins_are_a_list_of_exact_ones() -> None:
    origins = "https://a.example, https://b.example:8443,http://localhost:4010,http://[::1]:1,,"
    assert read_allowed_origins({"ALLOWED_ORIGINS": origins}) == {
        "https://a.example",
        "https://b.example:8443",
        "http://localhost:4010",
        "http://[::1]:1",
    }


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://a.example:443",
        "http://localhost:80",
        "https://a.example:x",
        "https://[::1",
        "https://",
        "file://",
    ],
)
def test_what_no_browser_sends_as_an_origin_is_named(origin: str) -> None:
    with pytest.raises(SettingsError, match="ALLOWED_ORIGINS"):
        read_allowed_origins({"ALLOWED_ORIGINS": f"https://a.example,{origin}"})


@pytest.mark.parametrize(
    ("environ", "arguments"),
    [
        ({"DEBUG": "1"}, []),
        ({"DEBUG": "True"}, []),
        ({"DEBUG": " True\n"}, []),
        ({"DEBUG": "odd"}, []),
        ({}, ["x", "--debug"]),
    ],
)
def test_the_debug_server_is_refused_in_the_cloud_only(
    environ: dict[str, str], arguments: list[str]
) -> None:
    refuse_debug_in_cloud(environ, arguments)
    with pytest.raises(SettingsError, match="DEBUG"):
        refuse_debug_in_cloud(environ | {"K_SERVICE": "api"}, arguments)


@pytest.mark.parametrize("value", ["", "0", "false", "off"])
def test_debug_that_is_off_is_fine_in_the_cloud(value: str) -> None:
    refuse_debug_in_cloud({"DEBUG": value, "K_SERVICE": "api"}, ["functions-framework"])


def test_the_audit_needs_no_setting_and_takes_both() -> None:
    assert (read_audit_salt({}), read_project({})) == ("", "")
    assert read_audit_salt({"AUDIT_SALT": "salt" * 8, "K_SERVICE": "pong"}) == "salt" * 8
    project = {"GOOGLE_CLOUD_PROJECT": "example.com:my-project-1"}
    assert read_project(project) == "example.com:my-project-1"


@pytest.mark.parametrize(
    "salt", ["y" * 31, "x" * 31 + "\udcff", "local-sample-salt-0123456789abcdef"]
)
def test_a_weak_salt_is_refused_and_never_shown(salt: str) -> None:
    with pytest.raises(SettingsError, match="AUDIT_SALT") as caught:
        read_audit_salt({"AUDIT_SALT": salt, "K_SERVICE": "pong"})
    assert salt not in str(caught.value)


@pytest.mark.parametrize("project", ["my project", "projects/my-project", "my-project\u200b"])
def test_what_is_no_project_id_is_named(project: str) -> None:
    with pytest.raises(SettingsError, match="GOOGLE_CLOUD_PROJECT"):
        read_project({"GOOGLE_CLOUD_PROJECT": project})
