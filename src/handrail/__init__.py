"""Handrail: an open mixed-methods workbench for research on online child safety.

Importing the package loads no room. Each room is a subpackage with its own public names:
``values``, ``disclosure``, ``documents``, ``store``, ``interviews``, ``survey``, ``guideline``,
``report``, ``study`` and ``cli``.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
