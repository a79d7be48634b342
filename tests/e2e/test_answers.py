"""What each answer of the component is, and who may keep it: read from the real server."""

from __future__ import annotations

import re
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

import pytest

from infra.local.tiers import ROOT
from tests.e2e.stack import Stack

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
CHECKED = "private, no-cache"
NEVER = "no-store"
NOWHERE = "private, no-cache, no-store, max-age=0, must-revalidate"  # Next's own, for a 404
FOREVER = "public, max-age=31536000, immutable"


class Component:
    """The component's server, for a client that sends each target as it is."""

    def __init__(self, stack: Stack) -> None:
        self.address = urlsplit(stack.url("component")).netloc
        build = ROOT / "component" / stack.tier("component").env["NEXT_DIST_DIR"] / "BUILD_ID"
        self.build = build.read_text("utf-8")
        public = ROOT / "component" / "public" / "frame"
        self.bundles = [f"/frame/{file.name}" for file in public.glob("*-????????.*")]

    def get(
        self, target: str, method: str = "GET", **headers: str
    ) -> tuple[int, HTTPMessage, bytes]:
        connection = HTTPConnection(self.address, timeout=10)
        try:
            connection.request(method, target.format(build=self.build), headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@pytest.fixture
def component(stack: Stack) -> Component:
    return Component(stack)


@pytest.mark.parametrize(
    ("target", "status", "content_type", "cache"),
    [
        ("/", 200, HTML, CHECKED),
        ("/frame/auth0", 200, HTML, CHECKED),
        ("/frame/hero", 200, HTML, CHECKED),
        ("/frame/hero?embed=1", 200, HTML, CHECKED),
        ("/none", 404, HTML, NOWHERE),
        ("/frame/none", 404, HTML, NOWHERE),
        ("/api/none", 404, HTML, NOWHERE),
        ("/_next/data/{build}/index.json", 200, "application/json", CHECKED),
        ("/_next/data/{build}/frame/auth0.json", 200, "application/json", CHECKED),
        ("/icon.svg", 200, "image/svg+xml", CHECKED),
        ("/landing.css", 200, "text/css; charset=utf-8", CHECKED),
        ("/.well-known/security.txt", 404, JSON, NEVER),
        ("/api/security-txt", 404, JSON, NEVER),
        ("/api/ping", 200, "application/json", NEVER),
        ("/api/pong", 403, JSON, NEVER),
        ("/api/pong-scoped", 403, JSON, NEVER),
        ("/api/auth/callback", 200, HTML, NEVER),
        ("/api/auth/session", 405, JSON, NEVER),
        ("/api/auth/redeem", 405, JSON, NEVER),
    ],
)
def test_each_answer_has_its_type_and_its_time(
    component: Component, target: str, status: int, content_type: str, cache: str
) -> None:
    got, headers, _body = component.get(target)
    assert got == status
    assert headers["Content-Type"].lower() in {content_type, f"{content_type}; charset=utf-8"}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == cache


def test_each_bundle_has_its_type_and_is_kept_forever(component: Component) -> None:
    types = {
        "js": "application/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "woff2": "font/woff2",
    }
    assert len(component.bundles) >= 3
    for bundle in component.bundles:
        status, headers, _body = component.get(bundle)
        assert (bundle, status) == (bundle, 200)
        assert headers["Content-Type"].lower() == types[bundle.rsplit(".", 1)[1]]
        assert headers["Cache-Control"] == FOREVER


def test_files_of_the_build_are_kept_forever(component: Component) -> None:
    target = "/_next/static/{build}/_buildManifest.js"
    assert component.get(target)[1]["Cache-Control"] == FOREVER


def test_security_txt_names_the_contact_where_there_is_one(
    stack: Stack, component: Component
) -> None:
    with stack.changed("component", SECURITY_CONTACT="mailto:security@example.com"):
        status, headers, body = component.get("/.well-known/security.txt")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    canonical = f"Canonical: http://{component.address}/.well-known/security.txt"
    assert {"Contact: mailto:security@example.com", canonical} <= set(body.decode().splitlines())


@pytest.mark.parametrize("page", ["/", "/frame/auth0", "/frame/hero"])
def test_page_that_has_not_changed_comes_with_the_policy_of_now(
    component: Component, page: str
) -> None:
    _, kept, _ = component.get(page)
    status, headers, body = component.get(page, **{"If-None-Match": kept["ETag"]})
    assert (status, body) == (304, b"")
    for name in ("Content-Security-Policy", "Cache-Control", "ETag"):
        assert headers[name] == kept[name]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "target",
    [
        "/_next/image",
        "/_next/image?url=%2Ficon.svg&w=64&q=75",
        "/_next/image?url=%2Ficon.svg&w=640&q=75",
        "/_next/image?url=http%3A%2F%2F127.0.0.1%2F&w=640&q=75",
        "/_next/image/?url=%2Ficon.svg&w=640&q=75",
        "//_next/image?url=%2Ficon.svg&w=640&q=75",
        "/_next/./image?url=%2Ficon.svg&w=640&q=75",
        "/_next/%69mage?url=%2Ficon.svg&w=640&q=75",
        "/_next/IMAGE?url=%2Ficon.svg&w=640&q=75",
        "/frame/../_next/image?url=%2Ficon.svg&w=640&q=75",
    ],
)
def test_no_image_is_made_for_anybody(component: Component, method: str, target: str) -> None:
    status, headers, _body = component.get(target, method)
    while status == 308:  # to the address without a slash too many
        assert re.match(r"/[^/\\]", headers["Location"])
        status, headers, _body = component.get(headers["Location"], method)
    assert status == 404
    assert not (headers["Content-Type"] or "").startswith("image/")
