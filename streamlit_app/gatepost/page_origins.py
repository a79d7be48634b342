"""The operator's list of origins from which the app may show framed pages of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

from gatepost.errors import SettingsError
from gatepost.values import fault, trim


def origin_of(address: str) -> str:
    """Return the origin of a valid address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def parse_page_origins(value: object, *, component_url: str, app_url: str) -> tuple[str, ...]:
    """Return the origins of a comma-separated list; none by default.

    Raises:
        SettingsError: One is no exact origin, or is one that no such page may have.
    """
    if not isinstance(value, str):
        if value is None:
            return ()
        raise SettingsError(
            "The setting page_origins must be text. Separate the origins by commas, in quotes."
        )
    origins = tuple(trim(one) for one in value.split(",") if trim(one))
    for origin in origins:
        if found := fault("origin", origin):
            raise SettingsError(f"The setting page_origins has an entry that {found}.")
        if origin in (component_url, app_url):
            whose = "component" if origin == component_url else "app"
            raise SettingsError(
                f"The setting page_origins has the origin of the {whose}: a page there could act "
                f"as the {whose}. Serve the page at another origin."
            )
    return origins
