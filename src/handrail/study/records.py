"""Results as JSON-like values for the store, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handrail.values import Cell, Facet, Fit, LeftOut, Method, Result, Table


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
        "tables": [table_to_json(table) for table in result.tables],
        "base": result.base,
        "weighted_base": result.weighted_base,
        "left_out": [[one.rows, one.reason] for one in result.left_out],
        "method": vars(result.method).copy(),
        "rules": dict(result.rules),
        "seed": result.seed,
        "software": dict(result.software),
        "warnings": list(result.warnings),
    }


def table_to_json(table: Table) -> dict[str, Any]:
    """Return a table as plain values."""
    values = {
        name: getattr(table, name)
        for name in ("name", "title", "measure", "source", "variable", "public_use", "column", "revision")
    }
    return {
        **values,
        "dimensions": list(table.dimensions),
        "notes": list(table.notes),
        "labels": dict(table.labels),
        "cells": [_cell_to_json(cell) for cell in table.cells],
        "judged": [_cell_to_json(cell) for cell in table.judged],
        "facets": {
            name: [facet.column, {level: sorted(codes) for level, codes in facet.levels.items()}]
            for name, facet in table.facets.items()
        },
        "domain": {name: list(levels) for name, levels in table.domain.items()},
        "fit": None if table.fit is None else vars(table.fit).copy(),
    }


def _cell_to_json(cell: Cell) -> list[Any]:
    largest = None if cell.largest is None else list(cell.largest)
    return [
        dict(cell.group),
        cell.category,
        cell.n,
        cell.count,
        dict(cell.values),
        cell.withheld,
        largest,
    ]


def result_from_json(body: Mapping[str, Any]) -> Result:
    """Return the result that ``result_to_json`` wrote."""
    return Result(
        tables=tuple(table_from_json(table) for table in body["tables"]),
        base=body["base"],
        weighted_base=body["weighted_base"],
        left_out=tuple(LeftOut(rows, reason) for rows, reason in body["left_out"]),
        method=Method(**body["method"]),
        rules=body["rules"],
        seed=body["seed"],
        software=body["software"],
        warnings=tuple(body["warnings"]),
    )


def table_from_json(table: Mapping[str, Any]) -> Table:
    """Return the table that ``table_to_json`` wrote."""
    cells, judged = (tuple(_cell_from_json(cell) for cell in table[part]) for part in ("cells", "judged"))
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
        facets={name: Facet(column, levels) for name, (column, levels) in table["facets"].items()},
        domain={name: tuple(levels) for name, levels in table["domain"].items()},
        revision=table["revision"],
        fit=None if table["fit"] is None else Fit(**table["fit"]),
    )


def _cell_from_json(cell: list[Any]) -> Cell:
    group, category, n, count, values, withheld, largest = cell
    return Cell(
        group, category, n, count, values, withheld, None if largest is None else (largest[0], largest[1])
    )
