"""Where a framed page is served: by the component, or at an address that the operator admits."""

from __future__ import annotations

from urllib.parse import quote

from gatepost.errors import OptionError, PageNotAllowed
from gatepost.page_origins import origin_of
from gatepost.settings import settings
from gatepost.values import fault


def address_of(page: str, url: str | None) -> str:
    """Return the address of a page; ``url`` is that of one that the component does not serve.

    Raises:
        SettingsError: A setting is missing or malformed.
        OptionError: The address is malformed.
        PageNotAllowed: The operator's list, ``page_origins``, does not name its origin.
    """
    at = settings()
    if url is None:
        return f"{at.component_url}/frame/{quote(page, safe='')}"
    if found := fault("base", url):
        raise OptionError(f"The url of the page {page} {found}.")
    origin = origin_of(url)
    if origin not in at.page_origins:
        raise PageNotAllowed(
            f"This app may not show the page {page} from {origin}. Ask the app's operator to add "
            "that origin to page_origins."
        )
    return url
