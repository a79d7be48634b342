"""Read and check the settings of the Streamlit tier; no other file reads them.

The environment has priority over the section ``[gatepost]`` of ``st.secrets``. A service account's
key is read from the secrets only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gatepost.errors import SettingsError
from gatepost.google.account import KEY_SECTION, GoogleAccount, hide_key, parse_google_account
from gatepost.http.address import is_loopback, parse_proxy
from gatepost.http.transport import Bounds
from gatepost.page_origins import parse_page_origins
from gatepost.secret import Secret
from gatepost.values import Kind, fault, repair, settle, trim

NAMES = (
    *("component_url", "app_url", "api_url", "api_google_identity", "api_google_audience"),
    *("api_timeout_seconds", "api_max_bytes", "page_origins", "proxy_url"),
)
_CONNECTION_NAMES = (
    *("api_url", "audience", "timeout_seconds", "max_bytes"),
    *("api_google_identity", "api_google_audience"),
)
MAIN_API = "protected_api"
"""The name of the connection to the API of the section ``[gatepost]``."""

_ANY_APP = "https://myapp.streamlit.app"
_API_BOUNDS = Bounds(seconds=10, most_bytes=10 * 1024 * 1024)
_INTEGER = re.compile(r"[0-9]{1,12}")
_DECIMAL = re.compile(r"[0-9]{0,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True)
class Settings:
    """The addresses of the three tiers, and how to reach the API.

    Attributes:
        component_url: Exact origin of the component.
        app_url: Exact origin of this app; a handover for another one is refused.
        api_url: Base address of the protected API, without a trailing slash; None if the app calls
            none.
        google_account: The account for a private API; None if the API is public.
        api_bounds: Limits of an answer of the protected API.
        page_origins: Exact origins of the framed pages that the component does not serve.
        proxy_url: The only proxy that is used, with user and password if required, or None.
    """

    component_url: str
    app_url: str
    api_url: str | None = None
    google_account: GoogleAccount | None = None
    api_bounds: Bounds = _API_BOUNDS
    page_origins: tuple[str, ...] = ()
    proxy_url: Secret | None = None


@dataclass(frozen=True)
class ApiSettings:
    """One API: its address, whose token it gets, and the limits of its answers.

    Attributes:
        name: The connection's name.
        url: Its base address, without a trailing slash.
        audience: Its identifier at the identity provider; None for the main API's.
    """

    name: str
    url: str
    audience: str | None
    google_account: GoogleAccount | None
    bounds: Bounds
    proxy_url: Secret | None


def settings() -> Settings:
    """Return the settings as they are now: secrets can change while the app runs.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it.
    """
    values = _values()
    app_url = values.get("app_url")
    given = app_url if _is_set(app_url) else _local_app_url(values)
    return parse_settings({**values, "app_url": given})


def parse_settings(values: Mapping[str, object]) -> Settings:
    """Check the settings and return them.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it.
    """
    component_url, app_url = (_read(of, "origin", values) for of in ("component_url", "app_url"))
    api_url = _read("api_url", "base", values) if _is_set(values.get("api_url")) else None
    proxy_url = parse_proxy(values.get("proxy_url"))
    google_account = parse_google_account(values, api_url, proxy_url) if api_url else None
    bounds = Bounds(
        _number("api_timeout_seconds", values, _DECIMAL, _API_BOUNDS.seconds, most=3_600),
        int(_number("api_max_bytes", values, _INTEGER, _API_BOUNDS.most_bytes, most=2**31)),
    )
    given = values.get("page_origins")
    page_origins = parse_page_origins(given, component_url=component_url, app_url=app_url)
    return Settings(
        component_url, app_url, api_url, google_account, bounds, page_origins, proxy_url
    )


def api_settings(name: str) -> ApiSettings:
    """Return the settings of the API that a connection calls.

    They are those of the section ``[connections.<name>]``; without it, ``protected_api`` is the API
    of the section ``[gatepost]``.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it.
    """
    at, section = settings(), _section("connections").get(name)
    if isinstance(section, Mapping):
        return _parse_connection(name, section, at)
    if name != MAIN_API:
        raise SettingsError(
            f"The section [connections.{name}] is missing. Set api_url and audience there, in the "
            f'app\'s secrets, or use st.connection("{MAIN_API}", type=gatepost.ProtectedApi).'
        )
    url = at.api_url or _read("api_url", "base", {})
    return ApiSettings(name, url, None, at.google_account, at.api_bounds, at.proxy_url)


def _parse_connection(name: str, section: Mapping[str, object], at: Settings) -> ApiSettings:
    where = f"connections.{name}"
    if unknown := sorted(str(key) for key in set(section) - set(_CONNECTION_NAMES)):
        raise SettingsError(
            f"The section [{where}] has the unknown setting {unknown[0]:.40}. Use only "
            f"{', '.join(_CONNECTION_NAMES)}."
        )
    url = _read("api_url", "base", section, where)
    audience = _read("audience", "text", section, where)
    shared = {KEY_SECTION: _values().get(KEY_SECTION)}  # the account is the app's, for every API
    account = parse_google_account({**shared, **section}, url, at.proxy_url)
    bounds = Bounds(
        _number("timeout_seconds", section, _DECIMAL, at.api_bounds.seconds, most=3_600),
        int(_number("max_bytes", section, _INTEGER, at.api_bounds.most_bytes, most=2**31)),
    )
    return ApiSettings(name, url, audience, account, bounds, at.proxy_url)


def _values() -> Mapping[str, object]:
    """Return the values that are set, with secrets held as such, so that no error shows them."""
    environment = {name: os.environ.get(f"GATEPOST_{name.upper()}") for name in NAMES}
    values = {**_section("gatepost"), **{k: v for k, v in environment.items() if _is_set(v)}}
    if isinstance(proxy_url := values.get("proxy_url"), str):
        values["proxy_url"] = Secret(proxy_url)
    if isinstance(section := values.get(KEY_SECTION), Mapping):
        values[KEY_SECTION] = hide_key(section)
    return values


def _is_set(value: object) -> bool:
    return bool(trim(value)) if isinstance(value, str) else value is not None


def _section(name: str) -> Mapping[str, object]:
    import streamlit as st
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        section = st.secrets.get(name)
    except StreamlitSecretNotFoundError:
        return {}
    return section if isinstance(section, Mapping) else {}


def _local_app_url(values: Mapping[str, object]) -> str | None:
    """Return Streamlit's configured address if the component runs on this machine, too.

    Never from a browser's request: another app's page could embed the component and send its own.
    """
    import streamlit as st

    component_url = values.get("component_url")
    address = trim(component_url) if isinstance(component_url, str) else ""
    if fault("origin", address) or not is_loopback(urlsplit(address).hostname or ""):
        return None
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    host = st.get_option("browser.serverAddress") or "localhost"
    return repair("origin", f"{scheme}://{host}:{st.get_option('server.port')}")


def _what_to_set(name: str) -> str:
    """Return a hint with the app's address in the browser; it is used for this sentence only."""
    if name != "app_url":
        return ""
    import streamlit as st

    opened = re.match(r"https://[^/?#]+", st.context.url or "")
    example = opened[0] if opened and not fault("origin", opened[0]) else _ANY_APP
    return f', to the address this app is opened at, such as "{example}"'


def _read(name: str, kind: Kind, values: Mapping[str, object], section: str | None = None) -> str:
    given = values.get(name)
    value = trim(given) if isinstance(given, str) else given
    if not value and section:
        raise SettingsError(
            f"The setting {name} is missing. Set it in the section [{section}] of the app's "
            "secrets, then reload the page."
        )
    if value is None or value == "":
        raise SettingsError(
            f"The setting {name} is missing. Set GATEPOST_{name.upper()} in the environment, "
            f"or {name} in the section [gatepost] of the app's secrets{_what_to_set(name)}, then "
            "reload the page."
        )
    if not isinstance(value, str):
        raise SettingsError(f"The setting {name} must be text. Enter a single value, in quotes.")
    if found := fault(kind, value):
        raise SettingsError(f"The setting {name} {found}.")
    return settle(kind, value)


def _number(
    name: str, values: Mapping[str, object], form: re.Pattern[str], default: float, most: int
) -> float:
    given = values.get(name)
    value = "" if given is None else trim(str(given))
    if not value:
        return default
    number = float(value) if form.fullmatch(value) else 0
    if not 0 < number <= most:
        raise SettingsError(
            f"The setting {name} must be a number greater than 0 and at most {most}. Omit it to "
            f"use the default, {default}."
        )
    return number
