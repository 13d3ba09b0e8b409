"""Trace: from any node down to what it rests on, and up to what it carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.store import Store
from handrail.study.displays import DISPLAYS
from handrail.study.session import Prompt, open_session
from handrail.values import Graph, Node, UsageError, did_you_mean

_DOWN = {
    "derived_from": "made from",
    "supports": "supported by",
    "challenges": "challenged by",
    "revision_of": "a revision of",
}
_UP = {
    "derived_from": "read by",
    "supports": "supports",
    "challenges": "challenges",
    "revision_of": "revised by",
}


@dataclass(frozen=True)
class TraceStep:
    """One node on the way, with its distance from the start and how the edge reads."""

    depth: int
    id: str
    kind: str
    title: str
    relation: str
    via: str


@dataclass(frozen=True)
class Trace:
    """A node with everything below and above it, each under the node by which it is reached soonest.

    ``spread`` says for a theme how it spreads over participants, and for a planned table of codes what stands
    behind each cell, passages of summaries included: for the team's own eyes; documents print words only.
    """

    node: Node
    down: tuple[TraceStep, ...]
    up: tuple[TraceStep, ...]
    spread: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "node": {"id": self.node.id, "kind": self.node.kind, "title": self.node.title},
            "down": [vars(step) for step in self.down],
            "up": [vars(step) for step in self.up],
            "spread": list(self.spread),
        }


def trace_node(folder: Path, name: str, *, prompt: Prompt | None) -> Trace:
    """Return the trace of a node of a built study.

    Parameters
    ----------
    folder
        The study folder.
    name
        A node's id, or ``passage:NAME`` and ``code:NAME`` with the team's own names.
    prompt
        Asks for the passphrase when needed.

    Raises
    ------
    UsageError
        When there is no such node; the nearest name is suggested.
    """
    with open_session(folder, prompt=prompt) as session:
        return trace_in(session.store, name)


def trace_in(store: Store, name: str) -> Trace:
    """Return the trace of a node in an open store."""
    graph = store.graph()
    node = find_node(graph, name)
    spread = _spread(store, node.id) if node.kind == "theme" else _lines(store, node)
    return Trace(node, _steps(graph, node.id, up=False), _steps(graph, node.id, up=True), spread)


def _spread(store: Store, theme: str) -> tuple[str, ...]:
    have = store.result(theme)
    if have is None:
        return ()
    body = have.body
    lines = [
        f"{body['participants']} of {body['of']} participants in {body['passages']} passages; "
        f"{body['counter_examples']} counter-examples from {body['counter_participants']}"
    ]
    for attribute, levels in body["attributes"].items():
        counts = ", ".join(
            f"{level} {count} of {body['people_at_level'][attribute].get(level, 0)}"
            for level, count in sorted(levels.items())
        )
        lines.append(f"by {attribute}: {counts}")
    return tuple(lines)


def _lines(store: Store, node: Node) -> tuple[str, ...]:
    have = store.result(node.id) if node.kind in DISPLAYS else None
    return () if have is None else tuple(have.body["lines"])


def find_node(graph: Graph, name: str) -> Node:
    """Return a node by its id or by the team's own name for it.

    Raises
    ------
    UsageError
        When there is none.

    Examples
    --------
    >>> graph = Graph([Node("passage:9f", "passage", "a passage", data={"name": "p01-1"})], [])
    >>> find_node(graph, "passage:p01-1").id
    'passage:9f'
    """
    if name in graph.nodes:
        return graph.nodes[name]
    own_names = {
        f"{node.kind}:{node.data['name']}": node for node in graph.nodes.values() if "name" in node.data
    }
    if name in own_names:
        return own_names[name]
    raise UsageError.because(
        "a trace starts from a node of the built study",
        f"'{name}'",
        did_you_mean(name, [*graph.nodes, *own_names]),
    )


def _steps(graph: Graph, start: str, *, up: bool) -> tuple[TraceStep, ...]:
    """Return each reachable node once, under the node by which it is reached soonest."""
    under: dict[str, list[TraceStep]] = {}
    for depth, node, edge in graph.walk(start, up=up):
        if edge is not None:
            via = edge.on if up else edge.node
            relation = (_UP if up else _DOWN)[edge.relation]
            step = TraceStep(depth, node.id, node.kind, team_title(node), relation, via)
            under.setdefault(via, []).append(step)
    return tuple(_tree(under, start))


def _tree(under: dict[str, list[TraceStep]], here: str) -> Iterator[TraceStep]:
    for step in under.get(here, ()):
        yield step
        yield from _tree(under, step.id)


def team_title(node: Node) -> str:
    """Return a node's title with the team's own name, which never leaves the study.

    Examples
    --------
    >>> team_title(Node("passage:9f", "passage", "a passage", data={"name": "p01-1"}))
    'a passage (p01-1)'
    """
    name = str(node.data.get("name", ""))
    return node.title if name in node.title else f"{node.title} ({name})"
