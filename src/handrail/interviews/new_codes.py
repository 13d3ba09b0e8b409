"""New codes: how many codes further interviews bring, against those of the first ones (saturation)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handrail.interviews.code_orders import Orders, shuffled
from handrail.interviews.placing import Coding
from handrail.interviews.project import RefiProject
from handrail.values import DataError, Problem, did_you_mean
from handrail.values.naming import named

BASE, RUN, THRESHOLD = 4, 2, 0.05
"""Base size, run length and new-information threshold where none are given."""
ORDERS = 10_000
FEWEST_BASE = 2
FEW_INTERVIEWS = 3
"""Interviews below which their number is not given."""
NOT_RECORDED = "not recorded"
"""The level of an interview without the attribute."""

Groups: TypeAlias = str | Mapping[str, str] | None


@dataclass(frozen=True)
class _Rule:
    base: int
    run: int
    threshold: float
    orders: int
    seed: int


@dataclass(frozen=True)
class CodeRun:
    """What one run of interviews brought.

    Attributes
    ----------
    before
        Interviews before the run.
    new
        Codes used in the run and in none of the interviews before it.
    ratio
        ``new`` over the different codes of the base.
    """

    before: int
    new: int
    ratio: float


@dataclass(frozen=True)
class GroupSaturation:
    """New codes over the interviews of one group, or of all.

    Attributes
    ----------
    group
        The level of the attribute, or None for all interviews.
    interviews
        Their documents in order; for the team only.
    codes, base_codes
        Different codes used in all of them, and in the base.
    new
        For each interview, the codes used in none before it; for the team only.
    runs
        Every run of consecutive interviews after the base, each one interview later than the last.
    observed
        The first run whose ratio is at or below the threshold, or None.
    orders
        The same over random orders of these interviews.
    """

    group: str | None
    interviews: tuple[str, ...]
    codes: int
    base_codes: int
    new: tuple[int, ...]
    runs: tuple[CodeRun, ...]
    observed: CodeRun | None
    orders: Orders


@dataclass(frozen=True)
class Saturation:
    """New codes observed under a codebook, interview after interview.

    Attributes
    ----------
    base, run, threshold
        Base size and run length in interviews, and the new-information threshold, 0 to 1.
    groups
        One for all interviews, or one a level of the attribute, by name.
    attribute
        What the groups are levels of; None for all interviews, empty for groups without a name.
    uncoded
        Interviews that nobody coded; they are left out.
    seed
        Of the random orders.
    """

    base: int
    run: int
    threshold: float
    groups: tuple[GroupSaturation, ...]
    attribute: str | None
    uncoded: int
    seed: int

    def words(self, group: GroupSaturation) -> str:
        """Return what was observed, and whether a later run brought more again."""
        found = group.observed
        if found is None:
            return (
                f"New codes went on appearing under this codebook: none of the runs of {self.run} interviews "
                f"brought {100 * self.threshold:g} % or less of the {group.base_codes} codes in the first "
                f"{self.base}."
            )
        after = f"After {found.before} interviews"
        said = f"{after}, no new codes were observed under this codebook in the next {self.run}."
        if found.new:
            said = (
                f"{after}, the next {self.run} brought {found.new} new code{'' if found.new == 1 else 's'} "
                f"under this codebook, {100 * found.ratio:.0f} % of the {group.base_codes} in the first "
                f"{self.base}."
            )
        later = max((one.ratio for one in group.runs if one.before > found.before), default=0.0)
        if later > self.threshold:
            said += f" A later run brought {100 * later:.0f} %."
        return said


def saturation(
    source: RefiProject | Iterable[Coding],
    order: Sequence[str] | None = None,
    *,
    base: int = BASE,
    run: int = RUN,
    threshold: float = THRESHOLD,
    group: Groups = None,
    orders: int = ORDERS,
    seed: int = 2020,
) -> Saturation:
    """Return how many new codes further interviews brought, and after how many these became few.

    An interview is a document, its information the set of codes used in it, by whichever coder and exactly as
    given: a code does not stand for the one above it. The **base** is the first ``base`` interviews. Each
    **run** is ``run`` consecutive interviews after it, the next one starting an interview later. The
    saturation ratio is the codes that are new in a run, over the different codes of the base, which stays the
    same. The point is the first run whose ratio is at or below the ``threshold``; "6+2" means six interviews
    and the two of the run. It says that no, or few, new codes were observed under this codebook in this
    order; it does not say that there are none.

    The order of interviews is an accident, so the same is done over random orders of the interviews that
    there are, without replacement (PCG64): the median and the 5th and 95th percentile of the interviews
    needed, the run's included. Percentiles are of type 1 (an order in which it happened, never a number
    between two); one that falls on an order without such a run is None.

    Parameters
    ----------
    source
        A project, or placed codings.
    order
        The documents from first to last; where left out, as in the project, or by name.
    base, run
        Interviews; at least 2 and at least 1.
    threshold
        0 or more, and less than 1.
    group
        For a project the name of a case's or a document's variable; for codings, document to level. Each
        level is a group of its own.
    orders, seed
        How many random orders are drawn, and with what.

    Raises
    ------
    DataError
        When a group has fewer interviews than base and run together, a number is out of its range, or the
        order or the attribute names what is not there.

    References
    ----------
    Guest, Namey and Chen 2020, PLoS ONE 15(5), e0232076: base size, run length, threshold and ratio. Hyndman
    and Fan 1996, The American Statistician 50, 361-365: percentiles.

    Examples
    --------
    >>> said = ["a b c", "b c d", "a e", "c f", "g", "a b", "c", "f"]
    >>> codings = [Coding(f"{at}-{code}", f"p{at}.txt", 0, 1, "x", code, "AB")
    ...            for at, codes in enumerate(said, 1) for code in codes.split()]
    >>> found = saturation(codings)
    >>> [(one.before, one.new, round(one.ratio, 3)) for one in found.groups[0].runs]
    [(4, 1, 0.167), (5, 0, 0.0), (6, 0, 0.0)]
    >>> found.words(found.groups[0])
    'After 5 interviews, no new codes were observed under this codebook in the next 2.'
    """
    rule = _Rule(base, run, threshold, orders, seed)
    _check(rule)
    project = source if isinstance(source, RefiProject) else None
    codings = tuple(source.codings if isinstance(source, RefiProject) else source)
    used: dict[str, set[str]] = {}
    for coding in codings:
        used.setdefault(coding.document, set()).add(coding.code)
    known = [one.name for one in project.documents] if project is not None else sorted(used)
    documents = _ordered(known, order)
    coded = [document for document in documents if document in used]
    levels = _levels(project, group, coded)
    members: dict[str | None, list[str]] = {}
    for document in coded:
        members.setdefault(levels[document], []).append(document)
    if not members:
        members = {None: []}
    _refuse_small(members, base, run, group if isinstance(group, str) else None)
    found = [
        _follow(level, [(one, used[one]) for one in members[level]], rule)
        for level in sorted(members, key=str)
    ]
    return Saturation(
        base=base,
        run=run,
        threshold=threshold,
        groups=tuple(found),
        attribute=None if group is None else group if isinstance(group, str) else "",
        uncoded=len(documents) - len(coded),
        seed=seed,
    )


def _check(rule: _Rule) -> None:
    rules = (
        (rule.base >= FEWEST_BASE, f"a base is {FEWEST_BASE} interviews or more", rule.base),
        (rule.run >= 1, "a run is one interview or more", rule.run),
        (0 <= rule.threshold < 1, "a threshold is 0 or more and less than 1", rule.threshold),
        (rule.orders >= 1, "random orders are one or more", rule.orders),
    )
    problems = [Problem(said, f"{given:g}", "correct it") for holds, said, given in rules if not holds]
    if problems:
        raise DataError(*problems)


def _ordered(known: Sequence[str], order: Sequence[str] | None) -> list[str]:
    if order is None:
        return list(known)
    rule = "an order names each interview once"
    for name in order:
        if name not in known:
            raise DataError.because(rule, f"document {named(name)}", did_you_mean(name, known))
    missing = [name for name in known if name not in order]
    if missing or len(set(order)) < len(order):
        received = f"{named(missing[0])} is not in it" if missing else "a document twice"
        raise DataError.because(rule, received, "name every document of the strand once")
    return list(order)


def _levels(project: RefiProject | None, group: Groups, documents: Iterable[str]) -> dict[str, str | None]:
    if group is None:
        return dict.fromkeys(documents)
    if isinstance(group, Mapping):
        return {document: group.get(document) or NOT_RECORDED for document in documents}
    known = [one.name for one in project.variables] if project is not None else []
    if group not in known:
        raise DataError.because(
            "a group is a variable of the project", named(group), did_you_mean(group, known)
        )
    values = dict(_values(project, group)) if project is not None else {}
    return {document: values.get(document, NOT_RECORDED) for document in documents}


def _values(project: RefiProject, variable: str) -> Iterator[tuple[str, str]]:
    """Yield documents with their level: their own, then that of the case that they belong to."""
    levels: dict[str, set[str]] = {}
    for case in project.cases:
        value = case.values.get(variable)
        if value is not None:
            for document in (*case.documents, *(span.document for span in case.spans)):
                levels.setdefault(document, set()).add(str(value))
    # Where several people speak, the document has a level only when all of them share it.
    yield from ((document, min(those)) for document, those in levels.items() if len(those) == 1)
    for one in project.documents:
        value = one.values.get(variable)
        if value is not None:
            yield one.name, str(value)


def _refuse_small(
    members: Mapping[str | None, Sequence[str]], base: int, run: int, attribute: str | None
) -> None:
    problems = []
    for level, documents in members.items():
        if len(documents) < base + run:
            here = "" if level is None else f" at {named(level)}"
            of = f" of {named(attribute)}" if attribute and level is not None else ""
            number = len(documents)
            told = f"{number}" if number >= FEW_INTERVIEWS else f"fewer than {FEW_INTERVIEWS}"
            remedy = "leave saturation out" if level is None else "leave the groups out, or join levels"
            problems.append(
                Problem(
                    f"new codes are followed over at least {base + run} coded interviews of a group "
                    f"(base {base} and run {run})",
                    f"{told} coded interviews{here}{of}",
                    remedy,
                )
            )
    if problems:
        raise DataError(*problems)


def _follow(level: str | None, interviews: Sequence[tuple[str, set[str]]], rule: _Rule) -> GroupSaturation:
    seen: set[str] = set()
    new = []
    for _, codes in interviews:
        new.append(len(codes - seen))
        seen |= codes
    base_codes = sum(new[: rule.base])
    runs = []
    for before in range(rule.base, len(new) - rule.run + 1):
        brought = sum(new[before : before + rule.run])
        runs.append(CodeRun(before, brought, brought / base_codes))
    return GroupSaturation(
        group=level,
        interviews=tuple(document for document, _ in interviews),
        codes=len(seen),
        base_codes=base_codes,
        new=tuple(new),
        runs=tuple(runs),
        observed=next((one for one in runs if one.ratio <= rule.threshold), None),
        orders=shuffled(
            [codes for _, codes in interviews],
            rule.base,
            rule.run,
            rule.threshold,
            orders=rule.orders,
            seed=rule.seed,
        ),
    )
