"""Digests, graph, tables and messages: what every room speaks."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.values import (
    Cell,
    Digester,
    Edge,
    Graph,
    Node,
    Problem,
    Table,
    canonical,
    parse_toml,
    printed,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), PLAIN, max_size=5))
def test_the_order_of_a_mapping_never_changes_its_digest(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(value) == canonical(turned)


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_noise_in_the_last_bits_is_no_change_of_a_result(number: float) -> None:
    once = printed(number)
    assert once is not None
    assert printed(once) == once
    assert math.isclose(once, number, rel_tol=1e-5, abs_tol=1e-300)


def test_a_digest_is_keyed_and_tells_types_apart() -> None:
    digester = Digester(b"k" * 32)
    values: list[object] = [1, "1", [1], {"1": 1}, True, None, 1.5]
    assert len({digester.of(value) for value in values}) == len(values)
    assert Digester(b"q" * 32).of(1) != digester.of(1)
    with pytest.raises(TypeError, match="no canonical form"):
        canonical({1, 2})
    with pytest.raises(ValueError, match="16 to 64"):
        Digester(b"short")


def test_an_edge_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no node"):
        Graph([Node("finding:f", "finding", "F.")], [Edge("finding:f", "supports", "theme:gone")])


def test_a_walk_reaches_each_node_once_and_nearest_first() -> None:
    names = ["recommendation:r", "finding:f", "finding:g", "theme:t", "passage:p"]
    nodes = [Node(name, name.partition(":")[0], name) for name in names]  # type: ignore[arg-type]
    pairs = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (0, 4)]
    graph = Graph(nodes, [Edge(names[a], "supports", names[b]) for a, b in pairs])
    down = [(depth, node.id) for depth, node, _ in graph.walk("recommendation:r")]
    assert sorted(down) == sorted({(0, names[0]), (1, names[1]), (1, names[2]), (1, names[4]), (2, names[3])})
    assert {node.id for _, node, _ in graph.walk("passage:p", up=True)} == set(names)


def test_values_do_not_change() -> None:
    cell = Cell({"sex": "F"}, None, 20, 5, {"estimate": 0.25})
    with pytest.raises(FrozenInstanceError):
        cell.n = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        cell.group["sex"] = "M"  # type: ignore[index]
    with pytest.raises(ValueError, match="unknown dimension"):
        Table("estimate:t", "T", "share", (), (cell,), "s", "v")


def test_a_message_says_the_rule_what_came_and_what_to_do() -> None:
    said = str(Problem("a rule", "this", "do that", "study.toml", 3))
    assert said == "study.toml:3: a rule; received: this; do that"


def test_lines_are_found_through_strings_arrays_and_nested_tables() -> None:
    text = (
        'top = 1\n\n[study]\ntitle = """\n[not.a.table]\nkey = 1\n"""\n'
        'list = [\n  "a",\n  "[b]",\n]\nlast = 2\n'
        '[[survey]]\nid = "x"\n[[survey.variable]]\nname = "v"\n[survey.variable.categories]\n1 = "a"\n'
        '[[survey]]\nid = "y"\n[[survey.variable]]\nname = "w"\n'
    )
    parsed = parse_toml(text, "study.toml")
    assert parsed.line(("study", "last")) == 12
    assert parsed.line(("survey", 0, "variable", 0, "name")) == 16
    assert parsed.line(("survey", 1, "variable", 0, "name")) == 22
    assert parsed.line(("survey", 0, "variable", 0, "categories", "1")) == 18
