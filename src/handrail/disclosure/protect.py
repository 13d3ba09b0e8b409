"""Protect: withhold further cells until the attacker finds nothing.

For each group that can be placed too closely, one of the numbers that the attacker's program rests on is
withheld: one of a table that lacks cells already, so that the loss stays where the small group is; then the
one that takes the fewest cells with it, then the one of the fewest respondents. Taking numbers away only ever
leaves the attacker with less, so each group is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from handrail.disclosure.exposures import AttackReport, SourceAttack
from handrail.disclosure.fight import Fight
from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import Mark, Marks, Place, blanked
from handrail.disclosure.targets import Found, Withheld
from handrail.disclosure.together import fights
from handrail.values import Table

RULE = "with the other tables it would show fewer than {limit} respondents"
REMEDY = "drop one of the tables, restrict them to the same respondents, or join groups"


@dataclass(eq=False)
class _Guard:
    """Withholds cells of one set of tables, and remembers which."""

    fight: Fight
    tables: tuple[Table, ...]
    marks: Marks
    limit: int

    def __call__(self, found: Found) -> Withheld | None:
        """Withhold what costs least, or nothing when only earlier releases expose the target."""
        equations = self.fight.equations
        touched = {t for t, _ in self.marks}
        ways = [
            (len({t for t, _ in places} - touched), len(places), equations[key].value, places)
            for key in found.binding
            if not equations[key].earlier and (places := self._with_siblings(equations[key].places))
        ]
        if not ways:
            return None
        *_, places = min(ways, key=lambda way: (*way[:3], sorted(way[3])))
        mark = Mark(RULE.format(limit=self.limit), REMEDY)
        for place in places:
            self.marks[place] = mark
        gone = []
        for key, equation in equations.items():
            if equation.places & places:
                equation.places -= places
                if not equation.places and not equation.earlier:
                    gone.append(key)
        targets = [
            aim for one in self.fight.cells if one.place in places for aim in self.fight.targets_of(one)
        ]
        return Withheld(tuple(gone), tuple(targets))

    def _with_siblings(self, places: set[Place]) -> set[Place]:
        """Return the cells that must go together: the categories of a group add up to its base."""
        found = set(places)
        for t, c in places:
            cell = self.tables[t].cells[c]
            if cell.category is not None:
                found |= {
                    (t, other)
                    for other, sibling in enumerate(self.tables[t].cells)
                    if dict(sibling.group) == dict(cell.group)
                }
        return found - set(self.marks)


def protect(
    tables: tuple[Table, ...], earlier: tuple[Table, ...], marks: Marks, limits: Limits
) -> AttackReport:
    """Mark cells until no reader can place a withheld number or a small group too closely.

    Parameters
    ----------
    tables, earlier
        What is to leave, with its numbers, and what left before.
    marks
        What is withheld already; more is added.
    limits
        How wide an interval must be.

    Returns
    -------
    report
        How the attack went at last. What it still finds, earlier releases alone expose.
    """
    reports: list[SourceAttack] = []
    changed = True
    while changed:
        # A cell withheld for one set of tables is a target in the others that it stands in.
        reports, changed = [], False
        for fight in fights(blanked(tables, marks), earlier, limits):
            before = len(marks)
            guard = _Guard(fight, tables, marks, limits.smallest_cell)
            # What earlier releases tell of a number that is large enough harms nobody.
            found = [one for one in fight.play(guard) if one.low < limits.smallest_cell]
            reports.append(fight.report(found))
            changed = changed or len(marks) > before
        changed = changed and len(reports) > 1
    return AttackReport(tuple(reports))
