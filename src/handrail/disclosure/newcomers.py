"""Newcomers: tables that never left, beside tables whose present version may not be shown yet.

Groups of a new table can add up to a total that an earlier release showed of other respondents, all but a
few. No cell of theirs need be the same as one that left, so :mod:`handrail.disclosure.versions` alone does
not see it: what is made of a column that changed waits with the tables that wait.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from handrail.disclosure.cells import is_exempt
from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import column_of
from handrail.disclosure.regions import is_counted
from handrail.disclosure.versions import ROUNDED_RULE, WAITS, Versions, _refused, _shape
from handrail.values import Table


def with_newcomers(
    now: Versions,
    tables: tuple[Table, ...],
    earlier: tuple[Table, ...],
    changed: Mapping[str, Collection[str]],
    limits: Limits,
) -> Versions:
    """Return the versions with new tables that wait, or are rounded, beside those that do.

    Parameters
    ----------
    now
        What waits by itself.
    tables, earlier
        The release before it was judged, and all that left.
    changed
        Source to the columns that are not what they were when some table of them left.
    limits
        Whether what waits is rounded instead.
    """
    last = {table.name: table for table in earlier}
    beside = {*now.standing, *now.rounding}
    revised = {tables[t].source for t in (*beside, *(t for t, _ in now.marks))}
    marks, rounding, refused = dict(now.marks), set(now.rounding), list(now.refused)
    for t, table in enumerate(tables):
        asked_before = table.name in last and _shape(last[table.name]) == _shape(table)
        if t in beside or asked_before or is_exempt(table) or table.source not in revised:
            continue
        columns = {facet.column for facet in table.facets.values()} | {column_of(table)}
        if not columns & set(changed.get(table.source, ())):
            continue
        if limits.after_change == "round" and is_counted(table):
            rounding.add(t)
            refused.append(_refused(table, ROUNDED_RULE, limits.smallest_cell))
        else:
            marks |= {(t, c): WAITS for c in range(len(table.cells))}
    return replace(now, marks=marks, rounding=frozenset(rounding), refused=tuple(refused))
