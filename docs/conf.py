"""Settings of Sphinx for the documentation site: ``python3 dev.py docs`` builds it.

The source is the root of the repository, since the pages link to the READMEs of the tiers. The
pages are plain Markdown, which a Git host shows, too; only those with a list of pages or with text
from elsewhere have directives.
"""

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "streamlit_app")]
import gatepost  # noqa: E402  autodoc and the version need it

project = "Gatepost"
author = "The Gatepost authors"
version = release = gatepost.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    *(f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
    *(
        f"{tier}/README.md"
        for tier in ("component", "examples", "functions", "infra", "streamlit_app")
    ),
]
myst_heading_anchors = 4
myst_fence_as_directive = ["mermaid"]
napoleon_use_ivar = True
toc_object_entries_show_parents = "hide"
# What the fields of a message are checked against, which a signature leaves out.
CHECKED = re.compile(r"Annotated\[(\w+), msgspec\.Meta\(.*?\)\]")

html_theme = "furo"
html_title = f"Gatepost {release}"
html_logo = html_favicon = "../streamlit_app/icon.svg"
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sphinx = False
html_use_index = html_domain_indices = False  # the search finds every name
# Pygments 2 knows TypeScript with JSX only in part, and then marks up what it knows.
suppress_warnings = ["misc.highlighting_failure"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1c5fd4", "color-brand-content": "#1c5fd4"},
    "dark_css_variables": {"color-brand-primary": "#7aa5f5", "color-brand-content": "#7aa5f5"},
}
# From npm's package that tests the diagrams; so no page asks another host for it.
MERMAID = ROOT / "tests/docs/mermaid/node_modules/mermaid/dist/mermaid.min.js"
html_static_path = ["_static", str(MERMAID)]


class Mermaid(SphinxDirective):
    """A diagram, which the browser draws (``site.js``); without a script its text is shown."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the diagram's text, for ``site.js`` to find."""
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text, classes=["mermaid"], language="text")]


class PlainLinks(SphinxTransform):
    """Turn links to files and folders that are no pages into their names: no page has them."""

    default_priority = 10

    def apply(self, **_kwargs: Any) -> None:
        """Change the document that is read."""
        for link in list(self.document.findall(Element)):
            if not isinstance(link, (download_reference, pending_xref)):
                continue
            path = Path(self.env.relfn2path(link["reftarget"].split("#")[0])[1])
            if isinstance(link, download_reference) or path.is_dir():
                link.replace_self(_named(link.astext(), path.relative_to(ROOT).as_posix()))


def _named(text: str, name: str) -> list[nodes.Node]:
    if f"/{name}/".endswith(f"/{text.strip('/')}/"):
        return [nodes.literal(text, text)]
    return [nodes.Text(f"{text} ("), nodes.literal(name, name), nodes.Text(")")]


def add_mermaid(app: Sphinx, _page: str, _template: str, _context: Any, tree: Any) -> None:
    """Load the script that draws, on pages with a diagram only: it is large."""
    if tree and any("mermaid" in one["classes"] for one in tree.findall(nodes.literal_block)):
        app.add_js_file(MERMAID.name, priority=400)  # before site.js


def shorten(_app: Sphinx, *described: Any) -> tuple[str, str] | None:
    """Leave out of a signature what the fields of a message are checked against."""
    signature, returned = described[-2:]
    return signature and (CHECKED.sub(r"\1", signature), returned)


def follow_links(_app: Sphinx, included: Path, _page: str, content: list[str]) -> None:
    """Let links in a text from another page lead where they lead there."""
    (text,) = content
    text = re.sub(r"\]\(#", f"](/{included.as_posix()}#", text)
    content[:] = [re.sub(r"\]\((?![\w+]+:|/)", f"](/{included.parent.as_posix()}/", text)]


def setup(app: Sphinx) -> None:
    """Register all of this."""
    app.add_directive("mermaid", Mermaid)
    app.add_transform(PlainLinks)
    app.connect("autodoc-process-signature", shorten)
    app.connect("include-read", follow_links)
    app.connect("html-page-context", add_mermaid)
