"""The settings of the Streamlit tier: this file is the only one that reads them.

The environment comes first, then the section ``[gatepost]`` of ``st.secrets``. A key comes from
the secrets only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gatepost.address import normal_address
from gatepost.errors import SettingsError
from gatepost.google_account import GoogleAccount, parse_google_account

NAMES = ("component_url", "api_url", "api_google_identity", "api_google_audience")


@dataclass(frozen=True)
class Settings:
    """Where the other two tiers are.

    Attributes:
        component_url: Exact origin of the component.
        api_url: Base address of the protected API, without a trailing slash.
        google_account: Who the app is at Google; None when the API is open to the public.
    """

    component_url: str
    api_url: str
    google_account: GoogleAccount | None = None


def settings() -> Settings:
    """The settings as they stand now: secrets may be changed while the app runs.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it.
    """
    environment = {name: os.environ.get(f"GATEPOST_{name.upper()}") for name in NAMES}
    return parse_settings({**_secrets(), **{k: v for k, v in environment.items() if v}})


def parse_settings(values: Mapping[str, object]) -> Settings:
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
    api_url = _address("api_url", values.get("api_url"))
    return Settings(component_url, api_url, parse_google_account(values, api_url))


def _secrets() -> Mapping[str, object]:
    import streamlit as st
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        section = st.secrets.get("gatepost")
    except StreamlitSecretNotFoundError:
        return {}
    return section if isinstance(section, Mapping) else {}


def _address(name: str, value: object) -> str:
    if not value or not isinstance(value, str):
        raise SettingsError(
            f"The setting {name} is missing. Set GATEPOST_{name.upper()} in the environment, "
            f"or {name} in the section [gatepost] of the app's secrets, then reload the page."
        )
    address = normal_address(value)
    if address is None:
        raise SettingsError(
            f"The setting {name} must be an address such as https://name.example.com, without "
            "user, query or fragment; http is accepted for loopback hosts only."
        )
    return address
