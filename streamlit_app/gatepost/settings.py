"""The settings of the Streamlit tier: this file is the only one that reads them.

The environment comes first, then the section ``[gatepost]`` of ``st.secrets``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gatepost.errors import SettingsError

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_HOST = re.compile(r"[a-z0-9._:-]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Settings:
    """Where the other two tiers are.

    Attributes:
        component_url: Exact origin of the component.
        api_url: Base address of the protected API, without a trailing slash.
    """

    component_url: str
    api_url: str


def settings() -> Settings:
    """The settings as they stand now: secrets may be changed while the app runs.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it.
    """
    return parse_settings({name: _read(name) for name in ("component_url", "api_url")})


def parse_settings(values: Mapping[str, str | None]) -> Settings:
    """Check the settings.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it.
    """
    component_url = _address("component_url", values.get("component_url"))
    if urlsplit(component_url).path:
        raise SettingsError(
            "The setting component_url must be an origin without a path, "
            "such as https://mycomponent.vercel.app."
        )
    return Settings(component_url=component_url, api_url=_address("api_url", values.get("api_url")))


def _read(name: str) -> str | None:
    from_environment = os.environ.get(f"GATEPOST_{name.upper()}")
    if from_environment:
        return from_environment
    import streamlit as st
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        section = st.secrets.get("gatepost", {})
    except StreamlitSecretNotFoundError:
        return None
    value = section.get(name) if isinstance(section, Mapping) else None
    return value if isinstance(value, str) else None


def _address(name: str, value: str | None) -> str:
    if not value:
        raise SettingsError(
            f"The setting {name} is missing. Set GATEPOST_{name.upper()} in the environment, "
            f"or {name} in the section [gatepost] of the app's secrets, then reload the page."
        )
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), None
    secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
    extra = url.username or url.password or url.query or url.fragment
    host = url.hostname or ""
    if not secure or not _HOST.fullmatch(host) or extra:
        raise SettingsError(
            f"The setting {name} must be an address such as https://name.example.com, without "
            "user, query or fragment; http is accepted for loopback hosts only."
        )
    host = f"[{host}]" if ":" in host else host
    shown = "" if port in (None, _DEFAULT_PORTS[url.scheme]) else f":{port}"
    return f"{url.scheme}://{host}{shown}{url.path.rstrip('/')}"
