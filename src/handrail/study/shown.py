"""Shown: the values that a reader is given for each node of the evidence, to say later what moved.

They stay in the encrypted store. Numbers are those that were released, at printed precision; of a passage
there are its code, its flags and whether it may be quoted, never its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handrail.guideline import Guideline
from handrail.store import Store
from handrail.study.evidence import conclusion, printed_facts
from handrail.study.plan import Plan
from handrail.values import Graph, Node, Table, printed

_COUNTED = ("participants", "of", "passages", "counter_examples", "counter_participants")
_NAMED_ABOVE = ("theme", "finding", "recommendation")


def released_values(tables: Iterable[Table]) -> dict[str, list[dict[str, Any]]]:
    """Return the released numbers by node, for the store: what a withheld cell holds is not in them."""
    by_node: dict[str, list[dict[str, Any]]] = {}
    for table in tables:
        if table.measure != "text":
            by_node.setdefault(table.node, []).append(_plain_table(table))
    return by_node


def _plain_table(table: Table) -> dict[str, Any]:
    cells = [
        {
            "group": dict(cell.group),
            "category": cell.category,
            "n": cell.n if cell.withheld is None else None,
            "count": cell.count if cell.withheld is None and table.measure == "count" else None,
            "values": {name: printed(value) for name, value in cell.values.items()},
            "withheld": cell.withheld,
        }
        for cell in table.cells
    ]
    labels = {name: table.labels[name] for name in table.dimensions if name in table.labels}
    return {
        "name": table.name,
        "measure": table.measure,
        "dimensions": list(table.dimensions),
        "labels": labels,
        "cells": cells,
    }


class Shown:
    """What is shown of each node now.

    Parameters
    ----------
    store, plan, guideline
        The open study. Findings and recommendations are as the team's files have them, all else as the last
        build left it.
    """

    def __init__(self, store: Store, plan: Plan, guideline: Guideline) -> None:
        self._store, self._digest = store, store.digester.of
        have = store.result("documents")
        self._released: Mapping[str, Any] = {} if have is None else have.body.get("released", {})
        self._codes = {f"code:{one.id}": one for one in store.codes()}
        self._codings = {f"passage:{one.id}": one for one in store.codings()}
        self._variables = {
            f"variable:{survey.id}.{one.name}": one for survey in plan.survey for one in survey.variable
        }
        self._findings = {f"finding:{one.id}": one for one in guideline.findings}
        self._recommendations = {f"recommendation:{one.id}": one for one in guideline.recommendations}

    def contents(self, contents: Mapping[str, str]) -> dict[str, str]:
        """Return the contents with those of the team's own sentences as their files have them now."""
        own: dict[str, str] = {}
        for name, finding in self._findings.items():
            words = conclusion(finding.sentence, finding.supports, finding.challenges, finding.short)
            own[name] = self._digest(words)
        for name, one in self._recommendations.items():
            words = conclusion(one.sentence, one.supports, one.challenges, *printed_facts(one))
            own[name] = self._digest(words)
        written = ("finding", "recommendation")
        return {
            name: own.get(name, "" if name.partition(":")[0] in written else content)
            for name, content in contents.items()
        }

    def values(self, graph: Graph, start: str) -> dict[str, Any]:
        """Return the values of everything beneath a node, and of itself."""
        above: dict[str, str] = {start: ""}
        values: dict[str, Any] = {}
        for _, node, edge in graph.walk(start):
            if edge is not None:
                upper = edge.node
                named = upper.partition(":")[0] in _NAMED_ABOVE
                above[node.id] = upper if named else above[upper]
            value = self._value(node, above[node.id])
            if value is not None:
                values[node.id] = value
        return values

    def _value(self, node: Node, above: str) -> Any:
        say = {
            "estimate": self._numbers,
            "model": self._numbers,
            "typology": self._numbers,
            "theme": self._theme,
            "passage": self._passage,
            "code": self._code,
            "variable": self._variable,
            "finding": self._conclusion,
            "recommendation": self._conclusion,
        }
        return say[node.kind](node, above) if node.kind in say else None

    def _numbers(self, node: Node, _: str) -> Any:
        return {"tables": self._released.get(node.id, [])}

    def _theme(self, node: Node, _: str) -> Any:
        have = self._store.result(node.id)
        counts = {} if have is None else {name: have.body[name] for name in _COUNTED}
        return {"sentence": node.title, **counts}

    def _passage(self, node: Node, above: str) -> Any:
        coding = self._codings.get(node.id)
        if coding is None:
            return None
        approved = coding.approval is not None
        return {"code": coding.code, "flags": sorted(coding.flags), "approved": approved, "beneath": above}

    def _code(self, node: Node, above: str) -> Any:
        code = self._codes.get(node.id)
        if code is None:
            return None
        described = self._digest([code.description, code.parent, code.include, code.exclude])
        return {"name": code.name, "description": described, "beneath": above}

    def _variable(self, node: Node, _: str) -> Any:
        variable = self._variables.get(node.id)
        return {"definition": None if variable is None else self._digest(variable.model_dump(mode="json"))}

    def _conclusion(self, node: Node, _: str) -> Any:
        one = self._findings.get(node.id) or self._recommendations.get(node.id)
        if one is None:
            return None
        return {
            "sentence": one.sentence,
            "supports": sorted(one.supports),
            "challenges": sorted(one.challenges),
        }
