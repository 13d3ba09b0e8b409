"""Deciding: which disagreements are still open, and a file of decisions to fill in for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from handrail.interviews.agreement.adjudication import Adjudication, Original
from handrail.interviews.agreement.differences import Disagreement


def undecided(
    found: Iterable[Disagreement], adjudications: Iterable[Adjudication]
) -> tuple[Disagreement, ...]:
    """Return the disagreements of which a coding that was given is in no decision yet."""
    decided = {original.coding for one in adjudications for original in one.originals}
    return tuple(one for one in found if not {given.coding for given in one.given} <= decided)


def drafted(
    found: Iterable[Disagreement], *, on: date, taken: Iterable[str] = ()
) -> tuple[Adjudication, ...]:
    """Return a decision to fill in for each disagreement: who decided and why is blank.

    It proposes the code in question over the whole place; whoever decides changes code and place, or takes
    the code away. A file with such blanks is refused when it is read, by line, until they are filled in.

    Parameters
    ----------
    found
        Disagreements.
    on
        The day.
    taken
        Ids that are in use already.

    Examples
    --------
    >>> from handrail.interviews.agreement.differences import Given
    >>> one = Disagreement("p01.txt", 11, 18, "by luck", "training", "absent",
    ...                    (Given("AB", "c1", "training", 11, 18),), ("CD",), (), 6)
    >>> [draft] = drafted([one], on=date(2026, 5, 1), taken=["d1"])
    >>> draft.id, draft.code, draft.originals, draft.by
    ('d2', 'training', (Original(coding='c1', coder='AB', code='training'),), '')
    """
    used = set(taken)
    free = (name for number in range(1, 10**9) if (name := f"d{number}") not in used)
    return tuple(
        Adjudication(
            next(free),
            one.document,
            one.start,
            one.end,
            one.quotation,
            one.code,
            tuple(Original(given.coding, given.coder, given.code) for given in (*one.given, *one.instead)),
            "",
            on,
            "",
        )
        for one in found
    )
