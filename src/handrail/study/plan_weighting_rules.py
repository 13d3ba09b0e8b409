"""What must hold of a calibration: margins of known levels that describe one population."""

from __future__ import annotations

import math
from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Plan, Survey, Variable
from handrail.study.plan_risk import Risk
from handrail.study.plan_weighting import Calibration, MarginPlan

_ADDS = 1e-6
"""Margins describe one population when their sums are this near, as in ``handrail.survey``."""


def weighting_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the calibrations of a plan break."""
    for position, survey in enumerate(plan.survey):
        if survey.calibration is not None:
            yield from _calibration(survey, survey.calibration, ("survey", position, "calibration"))
    calibrated = {one.id: one.calibration for one in plan.survey if one.calibration is not None}
    for position, risk in enumerate(plan.risk):
        if risk.survey in calibrated:
            yield from _risk(risk, calibrated[risk.survey], ("risk", position))


def is_no_population(survey: Survey) -> bool:
    """Return whether nothing of a survey may be called prevalence: people chose themselves, uncalibrated.

    Examples
    --------
    >>> given = {"id": "s", "title": "S", "file": "s.csv", "who": "adults"}
    >>> variable = {"name": "sex", "from": "q1", "label": "Sex"}
    >>> known = {"method": "raking", "source": "Census 2021", "margin": [{"of": ["sex"], "population": {}}]}
    >>> is_no_population(Survey(**given, sample="quota", variable=[variable]))
    True
    >>> is_no_population(Survey(**given, sample="quota", variable=[variable], calibration=known))
    False
    """
    return survey.sample != "probability" and survey.calibration is None


def _risk(risk: Risk, known: Calibration, here: tuple[str | int, ...]) -> Iterator[Breach]:
    if risk.country and risk.country_weight != "as_given":
        yield Breach(
            (*here, "country_weight"),
            "calibrated weights already say how countries count in a risk analysis",
            f"country_weight = '{risk.country_weight}' on a calibrated survey",
            'calibrate to the margins of each country, and write country_weight = "as_given"',
        )
    if risk.specifications is not None and risk.specifications.weights:
        yield Breach(
            (*here, "specifications"),
            "other weights are an alternative where a survey's own are not calibrated",
            "weights among the specifications of a calibrated survey",
            "leave weights out of the specifications",
        )
    replicated = [name for name in ("attributable", "what_if", "mediation") if getattr(risk, name)]
    if replicated and known.trim is not None:
        yield Breach(
            (*here, replicated[0]),
            "errors from replicates calibrate each replicate, and no replicate is trimmed",
            f"{replicated[0]} of a survey whose weights are trimmed",
            "remove trim; with linear, bounds limit the weights",
        )


def _calibration(survey: Survey, known: Calibration, here: tuple[str | int, ...]) -> Iterator[Breach]:
    variables = {one.name: one for one in survey.variable}
    for index, margin in enumerate(known.margin):
        place = (*here, "margin", index)
        rule = "weights are calibrated to variables of their survey"
        yield from names_known((*place, "of"), rule, margin.of, variables)
        if all(name in variables for name in margin.of):
            yield from _margin(margin, [variables[name] for name in margin.of], known, place)
    named = [margin.of for margin in known.margin]
    if len({frozenset(of) for of in named}) < len(named):
        yield Breach((*here, "margin"), "a margin stands once", "one twice", "keep one of them")
    yield from _sums(known, here)
    yield from _limits(survey, known, here)


def _margin(
    margin: MarginPlan, variables: list[Variable], known: Calibration, place: tuple[str | int, ...]
) -> Iterator[Breach]:
    words = " by ".join(margin.of)
    if bool(margin.population) == (margin.total is not None):
        yield Breach(
            (*place, "of"),
            "a margin gives the population of each level, or of a number its total",
            f"{'both' if margin.population else 'neither'} for '{words}'",
            "add population = { ... }, or total = ...",
        )
        return
    if len(set(margin.of)) < len(margin.of):
        yield Breach((*place, "of"), "two variables are crossed", f"'{words}'", "name each once")
    if margin.total is not None:
        declared = levels_planned(variables[0]) or len(margin.of) > 1
        if declared or known.method == "raking" or not math.isfinite(margin.total):
            yield Breach(
                (*place, "total"),
                'a total is of one number, and goes with method = "linear"',
                f"a total of '{words}'",
                'give the population of each level, or write method = "linear"',
            )
        return
    if any(isinstance(value, dict) for value in margin.population.values()) != (len(margin.of) == 2):
        yield Breach(
            (*place, "population"),
            "one variable has a population a level; of two, each level of the first has those of the second",
            f"another form for '{words}'",
            "write population = { A = 1, B = 2 }, or population = { A = { C = 1, D = 2 }, ... }",
        )
        return
    if any(not math.isfinite(value) or value <= 0 for value in _numbers(margin)):
        yield Breach(
            (*place, "population"),
            "the population of a level is a number above zero",
            f"another for '{words}'",
            "leave out a level that nobody in the population has",
        )
    yield from _levels(margin, variables, place)


def _levels(margin: MarginPlan, variables: list[Variable], place: tuple[str | int, ...]) -> Iterator[Breach]:
    """Yield the levels that no variable has, and those of it without a population."""
    inner = [value for value in margin.population.values() if isinstance(value, dict)]
    given = [list(margin.population)] + [list(one) for one in inner]
    each = [variables[0]] + [variables[-1]] * len(inner)
    for names, variable in zip(given, each, strict=True):
        levels = levels_planned(variable)
        if not levels:
            continue
        rule = f"a margin of '{variable.name}' names its levels"
        yield from names_known((*place, "population"), rule, names, levels)
        lacking = [level for level in levels if level not in names]
        # Of two variables some combinations may be nobody's.
        if lacking and len(variables) == 1:
            yield Breach(
                (*place, "population"),
                f"every level of '{variable.name}' has its population",
                f"none for {', '.join(repr(level) for level in lacking[:8])}",
                "add it, or recode the variable",
            )


def levels_planned(variable: Variable) -> tuple[str, ...]:
    """Return the levels that a plan gives a variable, in order; none where the file has them.

    Examples
    --------
    >>> levels_planned(Variable(name="told", **{"from": "q1"}, label="Told", yes=(1,), no=(2,)))
    ('Yes', 'No')
    """
    return ("Yes", "No") if variable.yes else tuple(dict.fromkeys(variable.categories.values()))


def _numbers(margin: MarginPlan) -> Iterator[float]:
    for value in margin.population.values():
        if isinstance(value, dict):
            yield from value.values()
        else:
            yield value


def _sums(known: Calibration, here: tuple[str | int, ...]) -> Iterator[Breach]:
    sums = {" by ".join(one.of): sum(_numbers(one)) for one in known.margin if one.population}
    if known.size is not None:
        sums["size"] = known.size
    if len(sums) > 1 and max(sums.values()) - min(sums.values()) > _ADDS * max(sums.values()):
        yield Breach(
            (*here, "margin"),
            "margins add up to one population",
            ", ".join(f"'{name}' to {total:.10g}" for name, total in sums.items()),
            "take them from one source and year, or scale them to one sum",
        )


def _limits(survey: Survey, known: Calibration, here: tuple[str | int, ...]) -> Iterator[Breach]:
    linear = [name for name in ("size", "bounds") if getattr(known, name) is not None]
    if linear and known.method != "linear":
        yield Breach(
            (*here, linear[0]),
            f"'{linear[0]}' belongs to method = \"linear\"",
            f"method = '{known.method}'",
            "remove it, or change the method",
        )
    if known.bounds is not None and not 0 <= known.bounds[0] < 1 < known.bounds[1]:
        yield Breach(
            (*here, "bounds"),
            "bounds say by how much a weight may be multiplied, from below 1 to above 1, and not below 0",
            f"{list(known.bounds)}",
            "such as [0.3, 3]",
        )
    if known.trim is not None and not 0 <= known.trim[0] < 1 < known.trim[1]:
        yield Breach(
            (*here, "trim"),
            "weights are trimmed between multiples of their mean, from below 1 to above 1, and not below 0",
            f"{list(known.trim)}",
            "such as [0.2, 5]",
        )
    if known.trim is not None and survey.replicate_weights is not None:
        yield Breach(
            (*here, "trim"),
            "weights are trimmed before replicates are made",
            "trim beside replicate_weights",
            "remove trim; with linear, bounds limit the weights",
        )
