"""Results as JSON-like values for the store, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handrail.values import Cell, LeftOut, Method, Result, Table


def result_to_json(result: Result) -> dict[str, Any]:
    """Return a result as plain values.

    Examples
    --------
    >>> table = Table("estimate:t", "T", "share", (), (Cell({}, None, 20, 10, {"estimate": 0.5}),), "s", "v")
    >>> made = Result((table,), 20, 20.0, (), Method("m", 1, "M", "R"))
    >>> result_from_json(result_to_json(made)) == made
    True
    """
    return {
        "tables": [_table_to_json(table) for table in result.tables],
        "base": result.base,
        "weighted_base": result.weighted_base,
        "left_out": [[one.rows, one.reason] for one in result.left_out],
        "method": vars(result.method).copy(),
        "rules": dict(result.rules),
        "seed": result.seed,
        "software": dict(result.software),
        "warnings": list(result.warnings),
    }


def _table_to_json(table: Table) -> dict[str, Any]:
    values = {
        name: getattr(table, name)
        for name in ("name", "title", "measure", "source", "variable", "public_use", "column")
    }
    return {
        **values,
        "dimensions": list(table.dimensions),
        "notes": list(table.notes),
        "labels": dict(table.labels),
        "cells": [
            [dict(cell.group), cell.category, cell.n, cell.count, dict(cell.values)] for cell in table.cells
        ],
        "judged": [[dict(cell.group), cell.category, cell.n, cell.count, {}] for cell in table.judged],
    }


def result_from_json(body: Mapping[str, Any]) -> Result:
    """Return the result that ``result_to_json`` wrote."""
    return Result(
        tables=tuple(_table_from_json(table) for table in body["tables"]),
        base=body["base"],
        weighted_base=body["weighted_base"],
        left_out=tuple(LeftOut(rows, reason) for rows, reason in body["left_out"]),
        method=Method(**body["method"]),
        rules=body["rules"],
        seed=body["seed"],
        software=body["software"],
        warnings=tuple(body["warnings"]),
    )


def _table_from_json(table: Mapping[str, Any]) -> Table:
    cells, judged = (
        tuple(Cell(group, category, n, count, values) for group, category, n, count, values in found)
        for found in (table["cells"], table.get("judged", ()))
    )
    return Table(
        table["name"],
        table["title"],
        table["measure"],
        tuple(table["dimensions"]),
        cells,
        table["source"],
        table["variable"],
        table["public_use"],
        tuple(table["notes"]),
        table["labels"],
        table["column"],
        judged,
    )
