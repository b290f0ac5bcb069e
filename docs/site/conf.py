"""How the pages of docs/ become a site: `make docs` builds it with Sphinx, and no network."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from python_reference import INNER  # noqa: E402

from sim.installed import own_version  # noqa: E402

project = "Entente"
author = "Entente contributors"
release = version = own_version()

extensions = ["myst_parser", "sphinx.ext.autodoc", "python_reference", "offline"]

# Pages stay where their readers find them in a checkout, so that a link holds in both places.
root_doc = "docs/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/**.md", "scenarios/*.md"]
exclude_patterns = [".*", "build", "dist", "sim", "tests", "benchmarks"]

nitpicky = True
# What others publish is on no page here, and what only checks a value is none that a reader holds.
nitpick_ignore_regex = [
    ("py:.*", r"(?!sim\.).*|.*\.(_\w+|Annotated.*)"),
    ("py:.*", r"sim\.scenario\.units\.notes\..*"),  # what a field says of itself, beside its type
    ("py:.*", r"sim\.scenario\.schema\.\w+\.(each_pair_once|enough_at_home)"),
    ("py:.*", f"{INNER.pattern}.*"),
    ("py:.*", r"sim\.exercise\.journal\.file\..*"),  # a session has it, and nobody else
]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

default_role = "code"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"  # what a class is made of stands below it, field by field
autodoc_default_options = {
    "members": True,
    "undoc-members": True,  # fields and members whose names say all
    "exclude-members": "model_config, __init__, __new__",
}
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"Entente {release}"
html_copy_source = False
html_show_sphinx = False
html_extra_path = ["extra"]  # the first page of the folder, which leads to docs/index.html
html_theme_options = {"navigation_with_keys": True}


def setup(app: Sphinx) -> None:
    """What Sphinx calls."""
    app.connect("source-read", with_pages_of_the_folder)


def with_pages_of_the_folder(_app: Sphinx, name: str, text: list[str]) -> None:
    """Puts the pages of a folder below its README, which names them in its own way."""
    folder, _, page = name.rpartition("/")
    if folder and page == "README":
        text[0] += "\n\n```{toctree}\n:glob:\n:hidden:\n\n*\n```\n"
