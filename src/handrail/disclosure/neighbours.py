"""Neighbours: the other tables of a source of which some table waits, or is rounded.

Groups of a new table can add up to a total that an earlier release showed of other respondents, all but a
few. No cell of it need be the same as one that left, so :mod:`handrail.disclosure.versions` alone does not
see it: what is new and made of a column that changed waits too. A table whose numbers did not move still says
how large the whole design is (its degrees of freedom): its earlier version stands. And it says so, or is
rounded, like those that moved: which tables moved would tell what the few who went had answered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from handrail.disclosure.cells import is_exempt
from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import column_of
from handrail.disclosure.regions import is_counted
from handrail.disclosure.versions import ROUNDED_RULE, WAITS, Versions, _moved, _refused, _shape, _stands
from handrail.values import Table


def with_neighbours(
    now: Versions,
    tables: tuple[Table, ...],
    earlier: tuple[Table, ...],
    changed: Mapping[str, Collection[str]],
    limits: Limits,
) -> Versions:
    """Return the versions with what else must not leave as it is beside the tables that wait.

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
    held = {*now.standing, *now.rounding}
    revised = {tables[t].source for t in (*held, *(t for t, _ in now.marks))}
    made, standing = list(now.tables), set(now.standing)
    marks, rounding, refused = dict(now.marks), set(now.rounding), list(now.refused)
    for t, table in enumerate(tables):
        if t in held or is_exempt(table) or table.source not in revised:
            continue
        own = last.get(table.name)
        if own is not None and _shape(own) == _shape(table):
            if own.revision != table.revision and _is_unmoved(table, own):
                if limits.after_change == "round" and is_counted(table):
                    rounding.add(t)
                    refused.append(_refused(table, ROUNDED_RULE, limits.smallest_cell))
                else:
                    made[t] = _stands(own)
                    standing.add(t)
        elif _columns(table) & set(changed.get(table.source, ())):
            if limits.after_change == "round" and is_counted(table):
                rounding.add(t)
                refused.append(_refused(table, ROUNDED_RULE, limits.smallest_cell))
            else:
                marks |= {(t, c): WAITS for c in range(len(table.cells))}
    return Versions(tuple(made), frozenset(standing), frozenset(rounding), marks, tuple(refused))


def _is_unmoved(table: Table, own: Table) -> bool:
    """Return whether two versions have the same numbers; a withheld cell is as it was when it was judged."""
    known = {(frozenset(cell.group.items()), cell.category): cell for cell in own.cells}
    pairs = [(cell, known.get((frozenset(cell.group.items()), cell.category))) for cell in table.cells]
    return len(pairs) == len(own.cells) and all(
        other is not None and (other.withheld is not None or not _moved(cell, other)) for cell, other in pairs
    )


def _columns(table: Table) -> set[str]:
    return {facet.column for facet in table.facets.values()} | {column_of(table)}
