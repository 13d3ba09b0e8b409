"""Each of the fourteen rules has a test named after it, and SAFEGUARDING.md says which."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

RULES = range(1, 15)
TESTS = Path(__file__).resolve().parents[1]
_NAMED = re.compile(r"test_rule_(\d+)(?:_and_(\d+))?_")


def all_tests() -> Mapping[str, Path]:
    """Return every test function of the suite with its file."""
    return {
        node.name: path
        for path in TESTS.rglob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def numbers(name: str) -> set[int]:
    found = _NAMED.match(name)
    return {int(number) for number in found.groups() if number} if found else set()


def rows(page: str) -> dict[int, str]:
    """Return the last cell of each row of the table of rules: the tests that hold the rule."""
    found = re.findall(r"^\| *(\d+) *\|(.*)\| *$", page, re.MULTILINE)
    return {int(number): rest.rsplit("|", 1)[-1] for number, rest in found}


def there(named: str, known: Mapping[str, Path]) -> bool:
    """Whether what stands in backticks is a test (or the beginning of tests' names), a file or a folder."""
    if named.startswith("test_") and not named.endswith(".py"):
        return any(name.startswith(named.rstrip("*.")) for name in known)
    return (TESTS.parent / named).exists() or bool(list(TESTS.rglob(Path(named).name)))


def unknown(cell: str, known: Mapping[str, Path]) -> list[str]:
    """Return what a cell names in backticks that is not there."""
    return [named for named in re.findall(r"`([^`]+)`", cell) if not there(named, known)]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_test_named_after_it_that_can_fail(rule: int) -> None:
    named = {name: path for name, path in all_tests().items() if rule in numbers(name)}
    assert named, f"no test_rule_{rule}_..."
    for name, path in named.items():
        tree = ast.parse(path.read_text("utf-8"))
        body = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
        said = ast.unparse(body)
        assert "assert " in said or "pytest.raises" in said or "all_steps(" in said, f"{name} cannot fail"


def test_safeguarding_names_each_rule_s_tests_and_they_exist(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "SAFEGUARDING.md").read_text("utf-8")
    found, known = rows(page), all_tests()
    assert sorted(found) == list(RULES)
    for number, cell in found.items():
        assert "`" in cell, f"rule {number} names no test"
        assert unknown(cell, known) == [], f"rule {number}"
        own = rf"test_rule_0?{number}_|test_rule_\d+_0?{number}_"
        assert re.search(own, cell), f"rule {number} names none of its own tests"


def test_every_test_that_safeguarding_names_anywhere_exists(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "SAFEGUARDING.md").read_text("utf-8")
    known = all_tests()
    named = set(re.findall(r"`((?:test_|tests/)[^`]+)`", page))
    assert len(named) > 20
    assert [one for one in sorted(named) if not there(one, known)] == []


def test_a_table_that_names_a_test_that_is_not_there_is_found() -> None:
    row = "| 3 | N | x | `test_rule_3_gone`, `tests/study/` |"
    table = f"| # | rule | in force | test |\n|---|---|---|---|\n{row}\n"
    assert unknown(rows(table)[3], all_tests()) == ["test_rule_3_gone"]
    assert (
        unknown("`test_rule_3_a_whole_build_opens_no_socket`, `test_rule_03_no_network.py`", all_tests())
        == []
    )
