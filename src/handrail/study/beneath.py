"""Beneath: what a recommendation rests on, as contents that can be compared and as one digest."""

from __future__ import annotations

from collections.abc import Mapping

from handrail.values import Digester, Graph

UNREAD = ("source",)
"""Kinds that no conclusion reads directly: a file that is read anew carries on through its passages and
variables, or it changes nothing (a column that no analysis uses)."""


def contents_beneath(graph: Graph, node: str) -> dict[str, str]:
    """Return the content of a node and of everything that it rests on, by node.

    Examples
    --------
    >>> from handrail.values import Edge, Node
    >>> nodes = [Node("finding:f", "finding", "F.", content="1"), Node("theme:t", "theme", "T.", content="2")]
    >>> graph = Graph(nodes, [Edge("finding:f", "supports", "theme:t")])
    >>> contents_beneath(graph, "finding:f")
    {'finding:f': '1', 'theme:t': '2'}
    """
    return {one.id: one.content for _, one, _ in graph.walk(node) if one.kind not in UNREAD}


def evidence_digest(contents: Mapping[str, str], node: str, digester: Digester) -> str:
    """Return one digest for everything beneath a node, itself left out."""
    return digester.of({name: content for name, content in contents.items() if name != node})
