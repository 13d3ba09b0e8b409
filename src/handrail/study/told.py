"""Told: what documents and ``results.json`` say of a result beside its tables.

It belongs to the version of the tables that is shown: where an earlier one stands, so do its base, its rows
left out and its method.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handrail.disclosure import Limits
from handrail.disclosure.equations import ROUNDED
from handrail.values import Method, Result, Table

LeftOutWords = tuple[tuple[int | str, str], ...]
"""Rows left out, or words where the number is too small to tell, and why."""


@dataclass(frozen=True)
class Told:
    """What is said of a result.

    Attributes
    ----------
    base, weighted_base
        Respondents beneath it, unweighted and weighted; None where they would give a withheld number back.
    rows
        Rows of the survey's file; None where that is not told.
    left_out
        Rows without a part in the result, and why; None where it is not told. Of data that are not public the
        reasons are told together: how many rows each took would be a number about groups that no review saw.
    method, rules, seed, warnings
        As in :class:`handrail.values.Result`.
    """

    base: int | None
    weighted_base: float | None
    rows: int | None
    left_out: LeftOutWords | None
    method: Method
    rules: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    warnings: tuple[str, ...] = ()


def told_of(result: Result, tables: Iterable[Table], file: Table | None, limits: Limits) -> Told:
    """Return what is said of a result whose tables were released.

    Parameters
    ----------
    result
        What was computed.
    tables
        All tables of it, as they were released.
    file
        The released number of rows of the survey's file, or None for what is no survey.
    limits
        The smallest number that is told.

    Examples
    --------
    >>> from handrail.values import Cell, LeftOut
    >>> table = Table("estimate:t", "T", "share", (), (Cell({}, None, 393, 60, {}),), "s", "v")
    >>> rows = Table("rows:s", "Rows", "count", (), (Cell({}, None, 400, 400, {}),), "s", "rows")
    >>> made = Result((table,), 393, 393.0, (LeftOut(7, "no answer"),), Method("m", 1, "M", "R"))
    >>> told = told_of(made, made.tables, rows, Limits())
    >>> told.base, told.rows, told.left_out
    (393, 400, (('fewer than 10', 'no answer'),))
    """
    every = [*tables, *([file] if file is not None else [])]
    hidden = any(cell.withheld for table in every for cell in table.cells)
    rounded = any(ROUNDED in table.notes for table in every)
    told = Told(
        base=result.base,
        weighted_base=result.weighted_base,
        rows=None if file is None or file.cells[0].withheld else file.cells[0].n,
        left_out=_left_out(result, limits, public=any(table.public_use for table in every)),
        method=result.method,
        rules=result.rules,
        seed=result.seed,
        warnings=result.warnings,
    )
    if hidden:
        # A base minus the shown groups would give a withheld group's size back.
        return replace(told, base=None, weighted_base=None, left_out=None)
    if rounded:
        nearest = 5 * math.floor(result.base / 5 + 0.5)
        return replace(told, base=nearest, weighted_base=None, left_out=None)
    return told


def _left_out(result: Result, limits: Limits, *, public: bool) -> LeftOutWords:
    if public or not result.left_out:
        return tuple((one.rows, one.reason) for one in result.left_out)
    *first, last = dict.fromkeys(one.reason for one in result.left_out)
    why = f"{', '.join(first)} or {last}" if first else last
    rows = sum(one.rows for one in result.left_out)
    return ((rows if rows >= limits.smallest_cell else f"fewer than {limits.smallest_cell}", why),)


def told_to_json(told: Told) -> dict[str, Any]:
    """Return what was told as plain values, for the ledger.

    Examples
    --------
    >>> told = Told(393, None, 400, (("fewer than 10", "no answer"),), Method("m", 1, "M", "R"))
    >>> told_from_json(told_to_json(told)) == told
    True
    """
    return {
        **vars(told),
        "left_out": None if told.left_out is None else [list(one) for one in told.left_out],
        "method": vars(told.method).copy(),
        "rules": dict(told.rules),
        "warnings": list(told.warnings),
    }


def told_from_json(kept: Mapping[str, Any]) -> Told:
    """Return what ``told_to_json`` wrote."""
    left_out = kept["left_out"]
    return Told(
        **{
            **kept,
            "left_out": None if left_out is None else tuple((rows, why) for rows, why in left_out),
            "method": Method(**kept["method"]),
            "warnings": tuple(kept["warnings"]),
        }
    )
