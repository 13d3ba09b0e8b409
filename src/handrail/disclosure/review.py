"""Review: the one door through which results and quotations leave.

Disclosure is a property of a set, not of one table: everything that leaves together is judged together.
Writers accept only :class:`Released`, which is built here and nowhere else (a test on the syntax tree holds
that). It prevents accident, not malice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import final

from handrail.disclosure.cells import Limits, withhold
from handrail.disclosure.quotations import QuotationRequest, Refused, refuse_quotation
from handrail.disclosure.voices import Quoted, refuse_voices
from handrail.values import Table


@dataclass(frozen=True)
class ReleasedQuotation:
    """A quotation that may be printed.

    Attributes
    ----------
    id
        The passage's node.
    text
        The participant's words.
    label
        The words beside it.
    shown
        The attributes that the label shows; the ledger keeps their names and levels.
    distressing
        A coder flagged it so: a reader opens it by choice.
    """

    id: str
    text: str
    label: str
    shown: Mapping[str, str]
    distressing: bool = False


@final
@dataclass(frozen=True)
class Released:
    """What may leave the study: writers accept nothing else.

    Attributes
    ----------
    tables
        By node; a withheld cell carries its rule and no number.
    quotations
        By node.
    refusals
        What was refused, by which rule, and what would make it pass.
    """

    tables: Mapping[str, Table]
    quotations: Mapping[str, ReleasedQuotation]
    refusals: tuple[Refused, ...]


@dataclass(frozen=True)
class Ledger:
    """What left before: for each participant, the attributes once shown beside a quotation of theirs.

    Two quotations of one person can be put together by a reader, so their labels count as one.

    Examples
    --------
    >>> Ledger({"P01": {"sector": "policing"}}).shown("P01")["sector"]
    'policing'
    >>> dict(Ledger().shown("P01"))
    {}
    """

    quotations: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    quoted: Mapping[str, Quoted] = field(default_factory=dict, repr=False)

    def shown(self, participant: str) -> Mapping[str, str]:
        """Return the attributes that earlier releases showed with a participant's words."""
        return self.quotations.get(participant, MappingProxyType({}))


@dataclass(frozen=True)
class Review:
    """The outcome: what may leave, and what may not with reasons."""

    released: Released
    refused: tuple[Refused, ...]


def review(
    tables: Iterable[Table],
    quotations: Iterable[QuotationRequest],
    ledger: Ledger,
    *,
    limits: Limits | None = None,
    participants: Sequence[Mapping[str, str]] = (),
) -> Review:
    """Judge everything that leaves together.

    Parameters
    ----------
    tables
        All tables of the release; names are unique.
    quotations
        All passages that documents want to print.
    ledger
        What earlier releases showed.
    limits
        The smallest cell and group; the design's 10 and 3 by default.
    participants
        The attributes of each participant, one mapping each, to count who shares a label.

    Raises
    ------
    ValueError
        When two tables, or two quotations, have one name.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = (Cell({"sex": "F"}, None, 200, 40, {"estimate": 0.2}),
    ...          Cell({"sex": "M"}, None, 200, 4, {"estimate": 0.02}))
    >>> outcome = review([Table("estimate:t", "T", "share", ("sex",), cells, "s", "v")], [], Ledger())
    >>> [cell.withheld for cell in outcome.released.tables["estimate:t"].cells]
    [None, 'fewer than 10 respondents in the cell']
    """
    limits = limits or Limits()
    safe, refusals = withhold(tables, limits)
    by_name = {table.name: table for table in safe}
    if len(by_name) != len(safe):
        raise ValueError("two tables of a release have one name")
    passed, turned_down = _quotations(quotations, ledger, limits, participants)
    refused = (*refusals, *turned_down)
    released = Released(MappingProxyType(by_name), MappingProxyType(passed), refused)
    return Review(released, refused)


def _quotations(
    requests: Iterable[QuotationRequest],
    ledger: Ledger,
    limits: Limits,
    participants: Sequence[Mapping[str, str]],
) -> tuple[dict[str, ReleasedQuotation], list[Refused]]:
    """Judge each quotation alone, then with the participant's other quotations."""
    asked = tuple(requests)
    if len({request.id for request in asked}) != len(asked):
        raise ValueError("a quotation is asked for once")
    refused: list[Refused] = []
    for together in (False, True):
        remaining: list[QuotationRequest] = []
        for request in asked:
            shown = dict(ledger.shown(request.participant))
            if together:
                for other in asked:
                    if other.participant == request.participant:
                        shown |= other.shown
            refusal = refuse_quotation(
                request, shown_before=shown, participants=participants, smallest_group=limits.smallest_group
            )
            if refusal is None:
                remaining.append(request)
            else:
                refused.append(refusal)
        asked = tuple(remaining)
    too_much = refuse_voices(asked, ledger.quoted, limits)
    refused += too_much
    asked = tuple(one for one in asked if one.id not in {refusal.name for refusal in too_much})
    passed = {
        request.id: ReleasedQuotation(
            request.id,
            request.text,
            request.label,
            MappingProxyType(request.shown),
            distressing="distressing" in request.flags,
        )
        for request in asked
    }
    return passed, refused
