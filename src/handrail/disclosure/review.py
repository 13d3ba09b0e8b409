"""Review: the one door through which results and quotations leave.

Disclosure is a property of a set, not of one table: everything that leaves together is judged together.
Writers accept only :class:`Released`, which is built here and nowhere else (a test on the syntax tree holds
that). It prevents accident, not malice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from types import MappingProxyType
from typing import final

from handrail.disclosure.exposures import AttackReport
from handrail.disclosure.limits import Limits
from handrail.disclosure.neighbours import with_neighbours
from handrail.disclosure.quotations import QuotationRequest, Refused, refuse_quotation
from handrail.disclosure.regions import is_counted, is_everybody
from handrail.disclosure.versions import versions
from handrail.disclosure.voices import Quoted, refuse_voices
from handrail.disclosure.withhold import withhold
from handrail.values import WHOLE, DisclosureRefused, Table


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


_SEAL = object()
"""Known here only, so that nothing is taken for reviewed by accident."""


@final
@dataclass(frozen=True)
class Released:
    """What may leave the study: writers accept nothing else, and only ``review`` can make it.

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
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureRefused.because(
                "what may leave a study is what review released",
                "something that was put together without it",
                "give tables and quotations to handrail.disclosure.review, and its outcome to the writers",
            )


@dataclass(frozen=True)
class Ledger:
    """What left before: attributes once shown beside a participant's quotation, and every table.

    Two quotations of one person can be put together by a reader, so their labels count as one; so can two
    tables of the same respondents, and two versions of one table.

    Attributes
    ----------
    quotations
        Participant to the attributes shown with their words.
    tables
        What each earlier review asked to be remembered (``Review.remembered``), in the order in which it
        left.
    quoted
        Passage to who said each quotation that left, and how long it is.
    changed
        Source to its columns that are not what they were when some table of them left.

    Examples
    --------
    >>> Ledger({"P01": {"sector": "policing"}}).shown("P01")["sector"]
    'policing'
    >>> dict(Ledger().shown("P01"))
    {}
    """

    quotations: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    tables: tuple[Table, ...] = field(default=(), repr=False)
    quoted: Mapping[str, Quoted] = field(default_factory=dict, repr=False)
    changed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def shown(self, participant: str) -> Mapping[str, str]:
        """Return the attributes that earlier releases showed with a participant's words."""
        return self.quotations.get(participant, MappingProxyType({}))


@dataclass(frozen=True)
class Review:
    """The outcome: what may leave, and what may not with reasons.

    Attributes
    ----------
    released
        For the writers.
    refused
        What was refused, waits or is rounded, with reasons.
    remembered
        What the ledger must keep when this leaves: the tables that are new in it, with whose respondents they
        are about, which no writer gets. Withheld cells carry no number.
    standing
        Names of the tables that left before and stand, because too few respondents moved since.
    attack
        How the attacker fared; what it exposes, earlier releases alone expose.
    """

    released: Released
    refused: tuple[Refused, ...]
    remembered: tuple[Table, ...] = field(default=(), repr=False)
    standing: tuple[str, ...] = ()
    attack: AttackReport = field(default_factory=AttackReport)


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
        The smallest cell and group, and the other limits; the design's 10 and 3 by default.
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
    everything = tuple(tables)
    if len({table.name for table in everything}) != len(everything):
        raise ValueError("two tables of a release have one name")
    now = versions(everything, ledger.tables, limits)
    now = with_neighbours(now, everything, ledger.tables, ledger.changed, limits)
    fresh = [t for t in range(len(everything)) if t not in now.standing]
    place = {t: number for number, t in enumerate(fresh)}
    safe, refusals, attacked = withhold(
        tuple(now.tables[t] for t in fresh),
        # How many answered at all is no secret, whether or not the number of this revision leaves.
        (*ledger.tables, *filter(is_everybody, everything)),
        limits,
        marks={(place[t], c): mark for (t, c), mark in now.marks.items()},
        rounding=[place[t] for t in now.rounding],
    )
    leaving = list(now.tables)
    for t, table in zip(fresh, safe, strict=True):
        leaving[t] = table
    passed, turned_down = _quotations(quotations, ledger, limits, participants)
    refused = (*now.refused, *refusals, *_not_attacked(attacked), *turned_down)
    by_name = {table.name: _bare(table) for table in leaving}
    released = Released(MappingProxyType(by_name), MappingProxyType(passed), refused, seal=_SEAL)
    return Review(
        released,
        refused,
        remembered=_remembered(safe, ledger.tables),
        standing=tuple(everything[t].name for t in sorted(now.standing)),
        attack=attacked,
    )


def _bare(table: Table) -> Table:
    """Return a table as writers get it: without what disclosure control alone may know."""
    cells = tuple(replace(cell, largest=None) for cell in table.cells)
    return replace(table, cells=cells, judged=(), facets={}, domain={}, revision=0, fit=None)


def _remembered(safe: Iterable[Table], earlier: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return what the ledger does not have yet, of what later releases could be put beside."""
    kept = []
    for table in safe:
        fitted = table.measure in (*WHOLE, "diagnostic") or table.node.startswith("typology:")
        if table.public_use or not (is_counted(table) or fitted):
            continue
        cells = tuple(replace(cell, largest=None) for cell in table.cells)
        # Which groupings everybody answered stays with it: a later attack must know.
        bare = replace(table, cells=cells, judged=table.judged if is_counted(table) else (), fit=None)
        if bare not in earlier:
            kept.append(bare)
    return tuple(kept)


def _not_attacked(attacked: AttackReport) -> Iterable[Refused]:
    """Yield what the attacker could not try, so that nobody takes it for tried."""
    for one in attacked.sources:
        if not one.consistent:
            yield Refused(
                f"read:{one.source}",
                "the tables of one survey agree with each other; these do not, so no attack could be tried",
                "check the categories that its variables share a column with, and build again",
            )
    for name in dict.fromkeys(name for one in attacked.sources for name in one.left_out):
        yield Refused(
            name,
            "a table has few enough groups to be attacked; this one has too many, so it was not",
            "ask for fewer groupings at once",
        )


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
