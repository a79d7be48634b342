"""No tier imports the code of another, and the frame has one door."""

from __future__ import annotations

import ast
import re

from tests.repository import ROOT, listed, name, text

OTHERS = {
    "streamlit_app": {"gatepost_api", "main"},
    "functions": {"gatepost", "streamlit", "views"},
    "component": {"gatepost", "gatepost_api", "streamlit_app", "functions"},
}
IMPORT = re.compile(r"""(?:from|import|import\()\s*["'](\.[^"']*)["']""")


def modules(source: str) -> set[str]:
    """The top packages that a Python module imports."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    named = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {module.partition(".")[0] for module in [*plain, *named]}


def test_no_tier_imports_the_code_of_another() -> None:
    found = []
    for path in listed():
        tier = name(path).partition("/")[0]
        if tier in OTHERS and path.suffix == ".py":
            found += [(name(path), other) for other in modules(text(path)) & OTHERS[tier]]
        if tier == "component" and path.suffix in {".ts", ".tsx", ".mjs"}:
            targets = [(path.parent / to).resolve() for to in IMPORT.findall(text(path))]
            found += [
                (name(path), str(to)) for to in targets if not to.is_relative_to(ROOT / "component")
            ]
    assert found == []


def test_only_the_bridge_exchanges_messages_with_the_host() -> None:
    frame = [path for path in listed() if name(path).startswith("component/frame/")]
    sources = [path for path in frame if path.suffix in {".ts", ".tsx"} and "test" not in path.name]
    speaking = [name(path) for path in sources if re.search(r"\bparent\b\.|\btop\b\.", text(path))]
    assert speaking == ["component/frame/kit/bridge.ts"]
