"""Rows: records become rows of a table and back; lists and mappings are JSON in between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Table

from handrail.store import models
from handrail.store.records import (
    ActRecord,
    AuditEntry,
    CodeRecord,
    CodingRecord,
    DatasetRecord,
    DocumentRecord,
    LedgerRecord,
    ParticipantRecord,
    ResultRecord,
    SignOffRecord,
    SourceRecord,
    ThemeRecord,
    TurnRecord,
)
from handrail.values import Edge, Graph, Late, Node

R = TypeVar("R")
Row = dict[str, Any]


def dump_json(value: object) -> str:
    """Return plain values as JSON text that keeps the order of mappings.

    Examples
    --------
    >>> dump_json({"b": ("x", None), "a": 1.5})
    '{"b":["x",null],"a":1.5}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_mapping)


def load_json(text: str) -> Any:
    """Return the plain values of JSON text."""
    return json.loads(text)


def _mapping(value: object) -> Row:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"the store keeps plain values, not {type(value).__name__}")


@dataclass(frozen=True)
class Shape(Generic[R]):
    """How the records of a kind lie in their table.

    Attributes
    ----------
    table
        The table; a column that is no field, such as the place in a file, is left to the caller.
    kind
        The record's class.
    lists, mappings
        Fields that are tuples or mappings in a record and JSON in a row; None stays NULL.

    Examples
    --------
    >>> row = LEDGER.row(LedgerRecord("r1", "2026-05-01", "table", "by-sector", {"cells": 4}))
    >>> row["facts"], LEDGER.record(row).facts
    ('{"cells":4}', {'cells': 4})
    """

    table: Table
    kind: type[R]
    lists: frozenset[str] = frozenset()
    mappings: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The record's fields."""
        return tuple(field.name for field in fields(self.kind))  # type: ignore[arg-type]

    def row(self, record: R) -> Row:
        """Return a record as a row."""
        row = {name: getattr(record, name) for name in self.names}
        for name in self.lists | self.mappings:
            if row[name] is not None:
                row[name] = dump_json(row[name])
        return row

    def record(self, row: Mapping[str, Any]) -> R:
        """Return a row as a record."""
        values = {name: row[name] for name in self.names}
        for name in self.lists:
            # Most lists are empty, and there are many: "[]" is not parsed.
            values[name] = () if values[name] == "[]" else tuple(load_json(values[name]))
        for name in self.mappings:
            if values[name] is not None:
                values[name] = load_json(values[name])
        return self.kind(**values)


SOURCES = Shape(models.source, SourceRecord, lists=frozenset({"notes"}))
PARTICIPANTS = Shape(models.participant, ParticipantRecord, mappings=frozenset({"attributes", "consent"}))
CODES = Shape(models.code, CodeRecord)
CODINGS = Shape(models.coding, CodingRecord, lists=frozenset({"flags"}), mappings=frozenset({"approval"}))
THEMES = Shape(
    models.theme, ThemeRecord, lists=frozenset({"codes", "passages", "counter_examples", "history"})
)
DATASETS = Shape(models.dataset, DatasetRecord, mappings=frozenset({"columns"}))
RESULTS = Shape(models.result, ResultRecord, mappings=frozenset({"body", "method", "software"}))
LEDGER = Shape(models.ledger, LedgerRecord, mappings=frozenset({"facts"}))
ACTS = Shape(models.act, ActRecord, mappings=frozenset({"facts"}))
SIGN_OFFS = Shape(models.sign_off, SignOffRecord, mappings=frozenset({"contents", "values"}))
AUDIT = Shape(models.audit, AuditEntry, mappings=frozenset({"facts"}))
TURNS = Shape(models.turn, TurnRecord)


def turn_rows(document: DocumentRecord) -> list[Row]:
    """Return a document's turns as rows."""
    return [TURNS.row(turn) | {"document": document.name} for turn in document.turns]


def documents_of(documents: Sequence[Row], turns: Iterable[tuple[Any, ...]]) -> tuple[DocumentRecord, ...]:
    """Return rows of documents as records, with their turns in order.

    Parameters
    ----------
    documents
        Rows by column.
    turns
        The document's name, then a turn's fields, for the turns of all of them, each document's in order.
    """
    spoken: dict[str, list[tuple[Any, ...]]] = {row["name"]: [] for row in documents}
    for turn in turns:
        spoken[turn[0]].append(turn)
    return tuple(
        DocumentRecord(row["source"], row["name"], row["format"], row["text"], _turns(spoken[row["name"]]))
        for row in documents
    )


def _turns(rows: Sequence[tuple[Any, ...]]) -> Late[TurnRecord]:
    return Late(len(rows), lambda: (TurnRecord(*row[1:]) for row in rows))


def graph_rows(graph: Graph) -> tuple[list[Row], list[Row]]:
    """Return a graph's nodes, in their order, and its edges as rows."""
    nodes = [
        {
            "id": node.id,
            "kind": node.kind,
            "title": node.title,
            "key": node.key,
            "content": node.content,
            "data": dump_json(node.data),
            "place": place,
        }
        for place, node in enumerate(graph.nodes.values())
    ]
    return nodes, [{"node": edge.node, "relation": edge.relation, "on": edge.on} for edge in graph.edges]


def graph_of(nodes: Sequence[Row], edges: Sequence[Row]) -> Graph:
    """Return rows of nodes and edges as a graph."""
    return Graph(
        (
            Node(row["id"], row["kind"], row["title"], row["key"], row["content"], load_json(row["data"]))
            for row in nodes
        ),
        (Edge(row["node"], row["relation"], row["on"]) for row in edges),
    )
