"""The product imports only what installing it brings: nothing that is there because the tests need it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

ROOT = Path(__file__).parents[1]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of(requirements: list[str]) -> set[str]:
    """Return the distributions that are required without an extra."""
    found = (re.match(r"[A-Za-z0-9._-]+", one) for one in requirements if "extra ==" not in one)
    return {plain(one[0]) for one in found if one}


def brought() -> set[str]:
    """Return the declared distributions and what these require in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = names_of([*project["dependencies"], *project["optional-dependencies"]["keyring"]])
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        try:
            waiting |= names_of(requires(name) or []) - found
        except PackageNotFoundError:
            continue
    return found


def imported() -> dict[str, str]:
    """Return each module that some file of the product imports, with one such file."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], path.name)
    return found


def test_every_import_of_the_product_comes_with_it() -> None:
    homes, there = packages_distributions(), brought()
    ours = {"handrail", "keyring", *sys.stdlib_module_names}
    missing = {
        name: file
        for name, file in imported().items()
        if name not in ours and not {plain(one) for one in homes.get(name, [])} & there
    }
    assert missing == {}


def test_a_module_of_the_tests_would_be_noticed() -> None:
    assert "polars" in brought()
    assert "hypothesis" not in brought()
    assert "pytest" not in brought()
