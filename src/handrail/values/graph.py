"""The evidence graph: nodes that can carry weight, and the edges they rest on.

An edge is read from the upper node: ``Edge("finding:x", "supports", "theme:y")`` says that finding x
rests on theme y, which supports it. A breadth-first search is all the machinery there is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "source",
    "passage",
    "code",
    "theme",
    "cooccurrence",
    "crosstab",
    "framework",
    "variable",
    "estimate",
    "model",
    "typology",
    "finding",
    "statement",
    "recommendation",
    "indicator",
]
Relation = Literal["derived_from", "supports", "challenges", "revision_of"]

RANDOM_KINDS: frozenset[str] = frozenset({"source", "passage", "code"})
"""Kinds below theme: they leave the study under random ids only."""


@dataclass(frozen=True)
class Node:
    """A thing that can carry weight.

    Attributes
    ----------
    id
        ``kind:name``; the name is random for kinds below theme.
    kind
        One of the design's kinds.
    title
        What a reader sees: a sentence for themes, findings and recommendations.
    key, content
        The two digests of the design (section 2); they never leave the store.
    data
        Plain values that documents need.
    """

    id: str
    kind: Kind
    title: str
    key: str = ""
    content: str = ""
    data: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", MappingProxyType(dict(self.data)))


@dataclass(frozen=True, order=True)
class Edge:
    """``node`` rests on ``on``, in the way that ``relation`` says."""

    node: str
    relation: Relation
    on: str


class Graph:
    """Nodes and edges, walked both ways.

    Raises
    ------
    ValueError
        When an edge names a node that does not exist: a link to nothing.

    Examples
    --------
    >>> graph = Graph([Node("finding:f", "finding", "F."), Node("theme:t", "theme", "T.")],
    ...               [Edge("finding:f", "supports", "theme:t")])
    >>> [(depth, node.id) for depth, node, _ in graph.walk("finding:f")]
    [(0, 'finding:f'), (1, 'theme:t')]
    >>> [(depth, node.id) for depth, node, _ in graph.walk("theme:t", up=True)]
    [(0, 'theme:t'), (1, 'finding:f')]
    """

    def __init__(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        self.nodes: Mapping[str, Node] = MappingProxyType({node.id: node for node in nodes})
        self.edges = tuple(sorted(set(edges)))
        self._down: dict[str, list[Edge]] = {}
        self._up: dict[str, list[Edge]] = {}
        for edge in self.edges:
            for end in (edge.node, edge.on):
                if end not in self.nodes:
                    raise ValueError(f"an edge names '{end}', which is no node")
            self._down.setdefault(edge.node, []).append(edge)
            self._up.setdefault(edge.on, []).append(edge)

    def below(self, node: str) -> tuple[Edge, ...]:
        """Return the edges to what a node rests on."""
        return tuple(self._down.get(node, ()))

    def above(self, node: str) -> tuple[Edge, ...]:
        """Return the edges from what rests on a node."""
        return tuple(self._up.get(node, ()))

    def walk(self, start: str, *, up: bool = False) -> list[tuple[int, Node, Edge | None]]:
        """Return every reachable node once, nearest first, with its depth and the edge that led there.

        Raises
        ------
        KeyError
            When there is no node of that id.
        """
        seen = {start}
        found: list[tuple[int, Node, Edge | None]] = [(0, self.nodes[start], None)]
        queue = deque([(0, start)])
        while queue:
            depth, here = queue.popleft()
            for edge in self.above(here) if up else self.below(here):
                there = edge.node if up else edge.on
                if there not in seen:
                    seen.add(there)
                    found.append((depth + 1, self.nodes[there], edge))
                    queue.append((depth + 1, there))
        return found
