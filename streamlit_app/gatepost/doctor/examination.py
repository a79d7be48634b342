"""Run all checks, the component's beside the API's, and collect what they find."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gatepost.doctor import provider
from gatepost.doctor.api import Api
from gatepost.doctor.component import Component
from gatepost.doctor.finding import Finding
from gatepost.settings import Settings


def examine(at: Settings, progress: Callable[[str], None]) -> list[Finding]:
    """Return what is wrong with a deployment, as far as it can be seen without signing in.

    Args:
        at: The app's settings, with the addresses of the other tiers.
        progress: Called with the name of each step as it begins.
    """
    component, api = Component(at), Api(at)

    def of_component() -> list[Finding]:
        progress(f"The component at {at.component_url} …")
        found = list(component.check())
        if component.status.status == 200:
            progress("The identity provider …")
            found += provider.check(component)
        return found

    def of_api() -> list[Finding]:
        if at.api_url is None:
            return []  # the app calls none
        progress(f"The API at {at.api_url} …")
        return list(api.check())

    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(of_component), pool.submit(of_api)
        found = [finding for one in both for finding in one.result()]
    return [*found, *api.compare(component)]
