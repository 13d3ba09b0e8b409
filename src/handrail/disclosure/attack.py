"""Attack: play a reader who holds everything that leaves and everything that left, and say what he finds.

Tables of one source and one revision are about the same respondents. Those that share columns are put into
one set of equations (:mod:`handrail.disclosure.equations`); :mod:`handrail.disclosure.attacker` then tries to
place every withheld number and every group of respondents.

What the attacker does not use: weighted totals and intervals (of few different weights they give counts back
by trial), how many rows gave no answer, the rule that stands in a withheld cell, that respondents come whole
(so an interval may be a little narrower than the program says), models and typologies (which have rules of
their own), and two revisions of a source at once (:mod:`handrail.disclosure.versions`).
"""

from __future__ import annotations

from collections.abc import Iterable

from handrail.disclosure.exposures import AttackReport
from handrail.disclosure.limits import Limits
from handrail.disclosure.together import fights
from handrail.values import Table


def attack(
    tables: Iterable[Table], earlier: Iterable[Table] = (), limits: Limits | None = None
) -> AttackReport:
    """Attack tables as they would leave, with all that left before.

    Parameters
    ----------
    tables
        What would leave: withheld cells without numbers. They need their facets and domains, so give
        ``Review.remembered`` and not what writers get.
    earlier
        What left before, the same way: ``Ledger.tables``.
    limits
        How wide an interval must be.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = (Cell({"sex": "F"}, None, 200, 40, {}), Cell({"sex": "M"}, None, 0, None, {}, withheld="few"),
    ...          Cell({}, None, 205, 44, {}))
    >>> found = attack([Table("estimate:t", "T", "share", ("sex",), cells, "s", "told")])
    >>> sorted((one.columns, one.low, one.high) for one in found.exposures if one.kind == "withheld")
    [(('sex', 'told'), 0, 1), (('sex', 'told'), 0, 4)]
    """
    chosen = limits or Limits()
    return AttackReport(
        tuple(fight.report(fight.play()) for fight in fights(tuple(tables), tuple(earlier), chosen))
    )
