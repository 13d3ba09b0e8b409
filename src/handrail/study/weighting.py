"""Weighting: a survey's design calibrated as its plan says, and what a reader is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handrail.study.plan import Survey, Variable
from handrail.study.plan_model import Model
from handrail.study.plan_typology import Typology
from handrail.study.plan_weighting import Calibration, MarginPlan
from handrail.study.pooled_countries import pooled_as
from handrail.values import Result

if TYPE_CHECKING:
    import polars as pl

    from handrail.survey import Design


@dataclass(frozen=True)
class Weighted:
    """A survey's design before and after its calibration.

    Attributes
    ----------
    before, calibrated
        As the file has it, and with weights that meet what is known.
    trimmed
        The calibrated one with its weights cut at the plan's limits, or None where it has none.
    """

    before: Design
    calibrated: Design
    trimmed: Design | None

    @property
    def design(self) -> Design:
        """The one that is estimated from."""
        return self.calibrated if self.trimmed is None else self.trimmed


def margin_variables(survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that a survey's weights are calibrated to, none without a calibration."""
    wanted = () if survey.calibration is None else survey.calibration.variables
    known = {variable.name: variable for variable in survey.variable}
    return tuple(known[name] for name in wanted)


def margin_label(margin: MarginPlan, survey: Survey) -> str:
    """Return what a margin is called: the labels of its variables.

    Examples
    --------
    >>> sex, age = ({"name": name, "from": name, "label": name.title()} for name in ("sex", "age"))
    >>> survey = Survey(id="s", title="S", file="s.csv", who="adults", sample="quota", variable=[sex, age])
    >>> margin_label(MarginPlan(of=("sex", "age")), survey)
    'Sex by Age'
    """
    labels = {variable.name: variable.label for variable in survey.variable}
    return " by ".join(labels[name] for name in margin.of)


def with_margins(frame: pl.DataFrame, margins: pl.DataFrame, survey: Survey) -> pl.DataFrame:
    """Return a frame with a column for each margin of a survey's calibration, named by its label.

    Parameters
    ----------
    frame
        The columns of a design.
    margins
        The variables that are calibrated to, yes and no in words.
    survey
        The plan's.
    """
    import polars as pl

    known = survey.calibration
    names = _names(frame, survey)
    for margin, name in zip(() if known is None else known.margin, names, strict=True):
        first, *others = margin.of
        column = pl.Series(name, margins[first])
        for other in others:
            both = pl.concat_str(pl.col(first).cast(pl.String), pl.col(other).cast(pl.String), separator=": ")
            column = margins.select(both.alias(name))[name]
        frame = frame.with_columns(column)
    return frame


def _names(frame: pl.DataFrame, survey: Survey) -> list[str]:
    names: list[str] = []
    for margin in () if survey.calibration is None else survey.calibration.margin:
        name = margin_label(margin, survey)
        # Messages and methods name the column, so it is a reader's words unless these are taken.
        while name in frame.columns or name in names:
            name += " (margin)"
        names.append(name)
    return names


def weighted(design: Design, frame: pl.DataFrame, survey: Survey) -> Weighted:
    """Return a design calibrated to the margins of its survey's plan.

    Parameters
    ----------
    design
        Over a frame that :func:`with_margins` gave back.
    frame
        That frame before it had the margins.
    survey
        The plan's; it has a calibration.

    Raises
    ------
    DataError
        For a missing value of a margin, a level on one side only, and weights that would fall below zero.
    NotConverged
        Where no weights meet all margins.
    """
    known = survey.calibration
    if known is None:
        raise ValueError("a survey that is calibrated has a calibration; received one without")
    names = _names(frame, survey)
    populations = {name: _population(margin) for name, margin in zip(names, known.margin, strict=True)}
    if known.method == "raking":
        margins = {name: value for name, value in populations.items() if isinstance(value, dict)}
        calibrated = design.rake(margins)
    else:
        calibrated = design.calibrate(populations, size=known.size, bounds=known.bounds)
    trimmed = None
    if known.trim is not None:
        mean = float(calibrated.weight.sum()) / int((calibrated.weight > 0).sum())
        low, high = known.trim
        trimmed = calibrated.trim(low * mean, high * mean, strict=True)
    return Weighted(design, calibrated, trimmed)


def _population(margin: MarginPlan) -> float | dict[str, float]:
    if margin.total is not None:
        return margin.total
    found: dict[str, float] = {}
    for level, people in margin.population.items():
        if isinstance(people, dict):
            found |= {f"{level}: {inner}": number for inner, number in people.items()}
        else:
            found[level] = people
    return found


METHOD_WORDS = {
    "raking": "raked to margins of",
    "linear": "calibrated (linear method) to",
}


def calibration_words(survey: Survey, known: Calibration) -> str:
    """Return what weights are calibrated to, and whence it is known, in a sentence.

    Examples
    --------
    >>> known = Calibration(method="raking", source="Census 2021", margin=[MarginPlan(of=("sex",))])
    >>> variable = {"name": "sex", "from": "q1", "label": "Sex"}
    >>> survey = Survey(id="s", title="S", file="s.csv", who="adults", sample="quota", variable=[variable])
    >>> calibration_words(survey, known)
    'Weights are post-stratified by Sex (Census 2021).'
    """
    margins = [
        margin_label(margin, survey) + (f" ({margin.source})" if margin.source else "")
        for margin in known.margin
    ]
    if known.size is not None:
        margins.append("the size of the population")
    how = METHOD_WORDS[known.method]
    if known.method == "raking" and len(margins) == 1:
        how = "post-stratified by"
    limits = ""
    if known.bounds is not None:
        limits += f", each multiplied by {known.bounds[0]:g} to {known.bounds[1]:g}"
    if known.trim is not None:
        limits += f", and then trimmed to {known.trim[0]:g} to {known.trim[1]:g} times their mean"
    return f"Weights are {how} {_listed(margins)}{limits} ({known.source})."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def with_calibration(result: Result, survey: Survey) -> Result:
    """Return a result whose tables say what weights are calibrated to; as it is without a calibration."""
    if survey.calibration is None or not result.tables:
        return result
    said = calibration_words(survey, survey.calibration)
    tables = tuple(replace(table, notes=(*_calibrated(table.notes), said)) for table in result.tables)
    return replace(result, tables=tables)


WEIGHTS_FIXED = (
    "Weights are taken as fixed: calibration is not allowed for in these errors, intervals, tests and design "
    "effects."
)
_OF_ERRORS = frozenset({"se", "low", "high", "jaccard_low", "p", "design_effect"})


def with_weights_fixed(result: Result, survey: Survey) -> Result:
    """Return a typology's result that says what its errors leave out where its survey is calibrated.

    Latent classes have the calibrated weights, and no variance of residuals as measures and models have.
    Only tables with an error, an interval, a test or a design effect say so.
    """
    if survey.calibration is None:
        return result
    tables = (
        replace(table, notes=(*table.notes, WEIGHTS_FIXED))
        if any(_OF_ERRORS & set(cell.values) for cell in table.cells)
        else table
        for table in result.tables
    )
    return replace(result, tables=tuple(tables))


def with_countries(result: Result, part: Model | Typology, survey: Survey) -> Result:
    """Return a result of a model or a typology whose tables say what each country counts, where it pools."""
    from handrail.survey.pooling import COUNTRY_WEIGHTS

    if not pooled_as(part, survey) or survey.country_weight is None:
        return result
    words = f"{survey.country_weight}: {COUNTRY_WEIGHTS[survey.country_weight]}"
    tables = (replace(table, notes=(*table.notes, f"country_weight = {words}.")) for table in result.tables)
    return replace(result, tables=tuple(tables), rules={**result.rules, "country_weight": words})


def _calibrated(notes: Iterable[str]) -> Iterable[str]:
    from handrail.survey.wording import CALIBRATED, UNCALIBRATED

    for note in notes:
        said = note.replace(UNCALIBRATED, CALIBRATED)
        for words in _OF_CLASSES:
            said = said.replace(words, ", with weights calibrated to the population.")
        yield said


_OF_CLASSES = (
    " and is no population figure without calibration.",
    ": it is no population figure without calibration.",
)
"""How readings of typologies end where nothing is calibrated."""
