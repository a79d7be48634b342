"""The licences of the Node packages, as their lock files name them."""

from __future__ import annotations

import json

import pytest

from tests.repository import ROOT

PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC-BY-4.0",
    "ISC",
    "MIT",
    "MIT OR Apache-2.0",
    "PSF-2.0",
    "Python-2.0",
}
# Its copyleft ends at the file, and no file of a tool for tests and builds is passed on.
OF_TOOLS = {"MPL-2.0"}
# Its copyleft ends at the font, which is passed on unchanged and with its licence.
OF_FONTS = {"OFL-1.1"}


@pytest.mark.parametrize("folder", ["component", "infra/local/identity_provider"])
def test_no_package_is_copyleft(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    refused = {
        name: package.get("license", "no licence named")
        for name, package in packages.items()
        if package.get("license") not in _accepted(name, package)
    }
    assert refused == {}


def _accepted(name: str, package: dict[str, object]) -> set[str]:
    if "/@fontsource" in name:
        return PERMISSIVE | OF_FONTS
    return PERMISSIVE | OF_TOOLS if package.get("dev") else PERMISSIVE
