"""The parts of a risk analysis: what is computed of it, each a step of its own and from what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from handrail.study.plan_risk import Risk, RiskExposure
from handrail.values import Result, Table

if TYPE_CHECKING:
    from handrail.risk import Exposure, RiskAnalysis
    from handrail.survey import Design

Told = Callable[[int, int], None]
"""Hears how much of long work is done, and of how much."""

ASKED = (
    "interactions",
    "validate_",
    "specifications",
    "reach",
    "attributable",
    "what_if",
    "mediation",
)
"""Keys of the plan that ask for a part: the others belong to all of them."""


FROM_REPLICATES = ("risk.attributable", "risk.what-if", "risk.mediation")
"""Methods whose errors come from replicates."""


@dataclass(frozen=True)
class Declared:
    """A risk analysis as a part computes it: its design and declaration, and what the plan asks.

    Attributes
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`.
    risk
        The plan's part.
    smallest
        Respondents with and without the outcome in a bin or between two thresholds, at least.
    words
        Variable to a reader's words for its levels, where the numbers have others: yes/no.
    labels
        Variable to its label.
    told
        See :data:`Told`.
    """

    design: Design
    analysis: RiskAnalysis
    risk: Risk
    smallest: int
    words: dict[str, dict[str, str]]
    labels: dict[str, str]
    told: Told


@dataclass(frozen=True)
class RiskPart:
    """One computation of a risk analysis.

    Attributes
    ----------
    name
        After the slash of its step.
    method
        A key of :data:`handrail.risk.METHODS`.
    asked
        What the plan asks of this part alone, as plain values.
    make
        Computes it.
    """

    name: str
    method: str
    asked: Any
    make: Callable[[Declared], Result]


def risk_parts(risk: Risk) -> Iterator[RiskPart]:
    """Yield what is computed of a risk analysis: the model in blocks first.

    Examples
    --------
    >>> risk = Risk(id="c", title="C", survey="s", outcome="told", outcome_is="harm", reach=(0.1, 0.2),
    ...             block=[{"kind": "protective factors", "factors": ["talks"]}])
    >>> [part.name for part in risk_parts(risk)]
    ['blocks', 'reach']
    """
    yield RiskPart("blocks", "risk.blocks", None, _blocks)
    for name in risk.interactions:
        yield RiskPart(f"interactions-{name}", "risk.interactions", name, _by_interaction(name))
    asked = risk.validate_
    if asked is not None:
        yield RiskPart("size", "risk.sample-size", None, _size)
        drawn = [asked.resamples, asked.seed]
        yield RiskPart("validation", "risk.validation", drawn, _validation)
        for name in asked.by:
            yield RiskPart(f"groups-{name}", "risk.groups", name, _by_group(name))
        if asked.countries:
            yield RiskPart("countries", "risk.countries", None, _countries)
    if risk.specifications is not None:
        plain = risk.specifications.model_dump(mode="json")
        yield RiskPart("specifications", "risk.specifications", plain, _specifications)
    if risk.reach:
        yield RiskPart("reach", "risk.reach", list(risk.reach), _reach)
    for one in risk.attributable:
        name, plain = f"attributable-{one.factor}", one.model_dump(mode="json")
        yield RiskPart(name, "risk.attributable", plain, _attributed(one))
    for one in risk.what_if:
        name, plain = f"what-if-{one.factor}", one.model_dump(mode="json")
        yield RiskPart(name, "risk.what-if", plain, _changed(one))
    for at, between in enumerate(risk.mediation):
        name, plain = f"mediation-{between.factor}-{between.mediator}", between.model_dump(mode="json")
        yield RiskPart(name, "risk.mediation", plain, _mediated(at))


def _blocks(of: Declared) -> Result:
    from handrail.risk import blockwise

    return blockwise(of.design, of.analysis, progress=of.told)


def _size(of: Declared) -> Result:
    from handrail.risk import sample_size_check

    return sample_size_check(of.design, of.analysis)


def _validation(of: Declared) -> Result:
    from handrail.risk import validation

    asked = of.risk.validate_
    assert asked is not None  # noqa: S101 - a part of what is asked for
    return validation(
        of.design,
        of.analysis,
        resamples=asked.resamples,
        seed=asked.seed,
        smallest=of.smallest,
        progress=of.told,
    )


def _countries(of: Declared) -> Result:
    from handrail.risk import leave_one_country_out

    return leave_one_country_out(of.design, of.analysis, progress=of.told)


def _reach(of: Declared) -> Result:
    from handrail.risk import service_reach

    return service_reach(of.design, of.analysis, of.risk.reach, smallest=of.smallest)


def _specifications(of: Declared) -> Result:
    from handrail.risk import Alternatives, RiskOutcome, specification_curve

    asked = of.risk.specifications
    assert asked is not None  # noqa: S101 - a part of what is asked for
    outcomes = tuple(RiskOutcome(name, of.labels[name], of.risk.outcome_is) for name in asked.outcomes)
    found = specification_curve(
        of.design,
        of.analysis,
        asked.factor,
        Alternatives(outcomes, asked.left_out, asked.weights, asked.missing),
        progress=of.told,
    )
    named = _renamed(found, "weights", {name: of.labels[name] for name in asked.weights if name})
    curve, summary = named.tables
    return replace(named, tables=(_without_constants(curve), summary))


def _without_constants(curve: Table) -> Table:
    """Return a curve without what every specification decided alike: it would stand in every row."""
    kept = tuple(name for name in curve.dimensions if len({cell.group.get(name) for cell in curve.cells}) > 1)
    cells = tuple(
        replace(cell, group={name: cell.group[name] for name in kept if name in cell.group})
        for cell in curve.cells
    )
    return replace(curve, dimensions=kept, cells=cells)


def _by_interaction(name: str) -> Callable[[Declared], Result]:
    def make(of: Declared) -> Result:
        from handrail.risk import interactions

        by = "" if name == of.analysis.country else name
        return _named_after(interactions(of.design, of.analysis, by), name)

    return make


def _by_group(name: str) -> Callable[[Declared], Result]:
    def make(of: Declared) -> Result:
        from handrail.risk import performance_by_group

        found = performance_by_group(of.design, of.analysis, name)
        return _named_after(_renamed(found, "group", of.words.get(name, {})), name)

    return make


def _attributed(asked: RiskExposure) -> Callable[[Declared], Result]:
    def make(of: Declared) -> Result:
        from handrail.risk import attributable_fraction

        exposure, words = _exposure(of, asked), of.words.get(asked.factor, {})
        found = attributable_fraction(of.design, of.analysis, exposure)
        said = {
            cell.group["measure"]: cell.group["measure"].replace(
                f"'{exposure.reference}'", f"“{words.get(exposure.reference, exposure.reference)}”"
            )
            for cell in found.tables[0].cells
        }
        return _renamed(found, "measure", said)

    return make


def _changed(asked: RiskExposure) -> Callable[[Declared], Result]:
    def make(of: Declared) -> Result:
        from handrail.risk import what_if

        exposure, words = _exposure(of, asked), of.words.get(asked.factor, {})
        found = _renamed(what_if(of.design, of.analysis, exposure), "level", words)
        (table,) = found.tables
        reference = words.get(exposure.reference, exposure.reference)
        labels = {
            name: said.replace(f"'{exposure.reference}'", f"“{reference}”") if name in _AGAINST else said
            for name, said in table.labels.items()
        }
        return replace(found, tables=(replace(table, labels=labels),))

    return make


def _mediated(at: int) -> Callable[[Declared], Result]:
    def make(of: Declared) -> Result:
        from handrail.risk import mediation

        asked = of.risk.mediation[at]
        level = _level(of, asked.factor, asked.level)
        found = mediation(of.design, of.analysis, _exposure(of, asked), asked.mediator, level)
        (table,) = found.tables
        # The same mediator can be asked for with several exposures.
        name = f"{of.analysis.name}.mediation-{asked.factor}-{asked.mediator}"
        return replace(found, tables=(replace(table, name=name),))

    return make


_AGAINST = ("difference", "ratio")


def _exposure(of: Declared, asked: RiskExposure) -> Exposure:
    from handrail.risk import Exposure

    reference = _level(of, asked.factor, asked.reference)
    return Exposure(asked.factor, asked.kind, reference, asked.assumptions)


def _level(of: Declared, factor: str, level: str) -> str:
    """Return a level as the numbers have it: yes and no of the plan are 1 and 0 there."""
    back = {words.casefold(): number for number, words in of.words.get(factor, {}).items()}
    return back.get(level.casefold(), level)


def _renamed(found: Result, dimension: str, words: dict[str, str]) -> Result:
    """Return a result whose first table has other words for the levels of a dimension."""
    first, *rest = found.tables
    cells = tuple(
        replace(
            cell,
            group={
                name: words.get(level, level) if name == dimension else level
                for name, level in cell.group.items()
            },
        )
        for cell in first.cells
    )
    return replace(found, tables=(replace(first, cells=cells), *rest))


def _named_after(found: Result, name: str) -> Result:
    """Return a result whose table is named after what it is by, so that several can stand in one analysis."""
    (table,) = found.tables
    return replace(found, tables=(replace(table, name=f"{table.name}-{name}"),))
