"""How the site is made of these pages: see decision 36; `python -m manual build` makes it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from contingent import __version__

project = "Contingent"
author = "The Contingent authors"
release = version = __version__
extensions = ["myst_parser", "manual.site"]

# the pages stand where the forge shows them, so that one link serves both
root_doc = "docs/index"
include_patterns = [
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md",
    "benchmarks/README.md", "deploy/README.md", "docs/**.md",
]  # fmt: skip
exclude_patterns = [
    ".*",
    "out",
    "src",
    "tests",
    "build",
    "dist",
    "proof",
    "manual",
    "**/__pycache__",
    "**/node_modules",
]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_dmath_double_inline = False
myst_heading_anchors = 4
suppress_warnings = [
    "myst.header",
    "ref.python",
]  # a short name of a type may stand in several modules; it is then shown without a link
nitpicky = True
# types of other libraries, and our own that no page describes, are shown and lead nowhere
nitpick_ignore_regex = [("py:.*", r"(?!contingent\.).*")]
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 90
add_module_names = False

language = "en"
smartquotes = False  # an option is no dash
html_theme = "furo"
html_title = "Contingent"
html_baseurl = ""
html_static_path = ["site"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": False, "top_of_page_buttons": []}
pygments_style = "friendly"
pygments_dark_style = "native"
