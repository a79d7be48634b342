"""The Google service account the app authenticates as when the API is private."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gatepost.errors import SettingsError
from gatepost.secret import Secret
from gatepost.values import fault, settle, trim

KEY_SECTION = "google_service_account"

_FIELDS = ("type", "client_email", "private_key_id", "private_key", "token_uri")


@dataclass(frozen=True)
class ServiceAccountKey:
    """The required fields of a service account's key file; the private key is in PEM format.

    Google issues a token at ``token_uri`` for an assertion that the key has signed.
    """

    client_email: str
    private_key_id: str
    private_key: Secret
    token_uri: str


@dataclass(frozen=True)
class GoogleAccount:
    """The account whose ID tokens the app uses, and the service that accepts them.

    Attributes:
        audience: The ``aud`` of the ID token: the address of the Cloud Run service, or one of its
            custom audiences (Google Cloud, "Set custom audiences for services").
        key: The service account's key; None for the machine's account, at the metadata server.
        proxy_url: The configured proxy to reach Google through, or None.
    """

    audience: str
    key: ServiceAccountKey | None
    proxy_url: Secret | None = None


def parse_google_account(
    values: Mapping[str, object], api_url: str, proxy_url: Secret | None = None
) -> GoogleAccount | None:
    """Return the account from the settings of a private API; None for a public one.

    Raises:
        SettingsError: A setting is missing or malformed; the message names it, without its value.
    """
    source = _trimmed(values.get("api_google_identity"))
    if not source:
        return None
    if source not in ("metadata_server", "service_account"):
        raise SettingsError(
            "The setting api_google_identity must be metadata_server, on Google Cloud, or "
            "service_account anywhere else. Omit it if the API is public."
        )
    audience = _trimmed(values.get("api_google_audience")) or api_url
    if not isinstance(audience, str):
        raise SettingsError(
            "The setting api_google_audience must be text. Enter a single audience, in quotes."
        )
    if found := fault("text", audience):
        raise SettingsError(
            f"The setting api_google_audience {found}. Set the address of the Cloud Run service or "
            "one of its custom audiences; omit it if that is api_url."
        )
    key = _parse_key(values.get(KEY_SECTION)) if source == "service_account" else None
    return GoogleAccount(audience, key, proxy_url)


def _trimmed(value: object) -> object:
    return trim(value) if isinstance(value, str) else value


def hide_key(section: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields of a key file, with the private key held as a secret."""
    private_key = section.get("private_key")
    hidden = Secret(private_key) if isinstance(private_key, str) else private_key
    return {**section, "private_key": hidden}


def _parse_key(section: object) -> ServiceAccountKey:
    fields = hide_key(section) if isinstance(section, Mapping) else {}
    texts = {k: _trimmed(v) for k, v in fields.items()}
    given = {k: v for k, v in texts.items() if v and isinstance(v, str | Secret)}
    private_key = given.get("private_key")
    missing = ", ".join(name for name in _FIELDS if name not in given)
    if missing or not isinstance(private_key, Secret):
        raise SettingsError(
            f"The setting {KEY_SECTION} lacks {missing}. Copy the fields of the service account's "
            f"JSON key file into the section [gatepost.{KEY_SECTION}] of the app's secrets."
        )
    if given["type"] != "service_account":
        raise SettingsError(
            f"The setting {KEY_SECTION} must be a service account's key. Set the type in the "
            f"section [gatepost.{KEY_SECTION}] of the app's secrets to service_account."
        )
    token_uri = str(given["token_uri"])
    if fault("base", token_uri):
        raise SettingsError(
            f"The token_uri of the setting {KEY_SECTION} must be an address such as "
            "https://oauth2.googleapis.com/token; http is accepted for loopback hosts only."
        )
    names = str(given["client_email"]), str(given["private_key_id"])
    return ServiceAccountKey(*names, private_key, settle("base", token_uri))
