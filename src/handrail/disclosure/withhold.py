"""Withhold: judge the tables that leave together, and empty what may not leave."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.disclosure.cells import own_mark
from handrail.disclosure.exposures import AttackReport
from handrail.disclosure.limits import Limits
from handrail.disclosure.linked import mark_covering, mark_remainders, mark_siblings
from handrail.disclosure.marks import Marks, blanked, refusals
from handrail.disclosure.models import mark_models
from handrail.disclosure.protect import protect
from handrail.disclosure.quotations import Refused
from handrail.disclosure.regions import with_coverage
from handrail.disclosure.small_classes import mark_small_classes
from handrail.disclosure.typologies import mark_typologies
from handrail.disclosure.versions import rounded
from handrail.values import WHOLE, Table


def withhold(
    tables: tuple[Table, ...],
    earlier: tuple[Table, ...],
    limits: Limits,
    *,
    marks: Marks,
    rounding: Iterable[int] = (),
) -> tuple[tuple[Table, ...], tuple[Refused, ...], AttackReport]:
    """Return the tables with every unsafe cell withheld, a refusal for each, and how the attack went.

    First the rules that look at one thing at a time: cells by their own numbers; the other categories of
    such a group, because shares add to one; totals whose groups leave a small rest (people who did not answer
    the grouping); margins over a withheld cell in all linked tables. Then the attacker is played, and more is
    withheld until he finds nothing. Then what is made of whole tables: a model leaves whole or not at all,
    with all that was computed from it, and not beside a withheld cell of the same outcome; a typology with a
    withheld cell leaves without what gives it back.

    Parameters
    ----------
    tables, earlier
        What is to leave, and what left before.
    limits
        The limits.
    marks
        Cells that are withheld already.
    rounding
        Places of tables that leave rounded: judged by their own numbers, attacked by the rounded ones.
    """
    limit = limits.smallest_cell
    found: Marks = dict(marks)
    for t, table in enumerate(tables):
        for c, cell in enumerate(table.cells):
            mark = None if table.measure in WHOLE else own_mark(cell, table, limits)
            if mark is not None:
                found.setdefault((t, c), mark)
    mark_siblings(tables, found)
    mark_remainders(tables, found, limit)
    mark_siblings(tables, found)
    mark_covering(tables, found)
    judged = (with_coverage(table) for table in tables)
    shown = tuple(rounded(table) if t in set(rounding) else table for t, table in enumerate(judged))
    report = protect(shown, earlier, found, limits)
    mark_models(tables, found, limits)
    mark_small_classes(tables, found, limits)
    mark_typologies(tables, found, limits, earlier)
    return blanked(shown, found), refusals(tables, found), report
