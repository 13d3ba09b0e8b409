"""Sphinx configuration: MyST pages, furo, nothing from the network."""

from handrail import __version__

project = "Handrail"
author = "The Handrail team"
copyright = "The Handrail team, Apache-2.0"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "furo"
html_title = "Handrail"
exclude_patterns = ["_build"]
autodoc_typehints = "description"
napoleon_numpy_docstring = True
nitpicky = False
