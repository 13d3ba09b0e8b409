"""What calibration did to the weights of a survey, as a table that tells of nobody's weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handrail.study.plan import Survey
from handrail.study.weighting import Weighted, calibration_words, margin_label
from handrail.survey.methods import METHODS
from handrail.values import Cell, Result, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handrail.survey import Design
    from handrail.survey.linearise import Floats

_AS_GIVEN, _CALIBRATED, _TRIMMED = "as the file has them", "calibrated", "calibrated and trimmed"


def weights_name(survey: str) -> str:
    """Return the node of a survey's table of weights."""
    return f"weights:{survey}"


def weights_result(survey: Survey, of: Weighted, *, smallest_cell: int) -> Result:
    """Return a survey's weights before and after: design effect of weighting, range, and what was trimmed.

    Weights are multiples of their mean. The ends of the range are means of the smallest and the largest
    weights, as many as a cell holds, so that no single respondent's is told; of public-use data, of one.

    Parameters
    ----------
    survey, of
        The plan's, and its design before and after.
    smallest_cell
        Respondents that a number rests on at least.
    """
    known = survey.calibration
    if known is None:
        raise ValueError("a table of weights is of a calibrated survey; received one without")
    together = 1 if survey.public_use else smallest_cell
    steps = [(_AS_GIVEN, of.before), (_CALIBRATED, of.calibrated)]
    if of.trimmed is not None:
        steps.append((_TRIMMED, of.trimmed))
    rows = int((of.before.weight > 0).sum())
    if not survey.public_use:
        # How many there are is another table's to tell: two versions would say that somebody left.
        rows -= rows % 10
    table = Table(
        name=weights_name(survey.id),
        title=f"Weights before and after calibration: {survey.title}",
        measure="diagnostic",
        dimensions=("weights",),
        cells=tuple(
            Cell({"weights": words}, None, rows, None, _numbers(design, together)) for words, design in steps
        ),
        # Of its own: it counts nobody, and no other table could be subtracted from it.
        source=f"{survey.id} (weights)",
        variable="weights",
        public_use=bool(survey.public_use),
        notes=(calibration_words(survey, known), *_notes(survey, of, together)),
        labels={
            "weights": "Weights",
            "effect": "Design effect of weighting",
            "least": "Smallest",
            "most": "Largest",
        },
    )
    return Result((table,), rows, None, (), METHODS["survey.weights"])


def _numbers(design: Design, together: int) -> dict[str, float | None]:
    import numpy as np

    weight = np.sort(design.weight[design.weight > 0])
    relative: Floats = weight / weight.mean()
    together = min(together, len(relative))
    return {
        "effect": round(float((relative**2).mean()), 2),
        "least": round(float(relative[:together].mean()), 2),
        "most": round(float(relative[-together:].mean()), 2),
    }


def _notes(survey: Survey, of: Weighted, together: int) -> Iterator[str]:
    known = survey.calibration
    for margin in () if known is None else known.margin:
        label = margin_label(margin, survey)
        if margin.total is not None:
            yield f"{label}: a total of {margin.total:,.10g}."
            continue
        levels = [
            f"{level} {inner} {number:,.10g}" if inner else f"{level} {number:,.10g}"
            for level, people in margin.population.items()
            for inner, number in (people.items() if isinstance(people, dict) else [("", people)])
        ]
        yield f"{label}: {'; '.join(levels)}."
    yield (
        "Design effect of weighting after Kish: the mean of squared weights over the square of their mean. "
        "Weights are in multiples of their mean"
        + (f", and each end is the mean of {together}." if together > 1 else ".")
    )
    if known is not None and known.trim is not None:
        yield _trimmed(of.calibrated, known.trim)


def _trimmed(calibrated: Design, limits: tuple[float, float]) -> str:
    """Return how many weights lay outside the limits, in whole per cent: few are nobody's."""
    weight = calibrated.weight[calibrated.weight > 0] / calibrated.weight[calibrated.weight > 0].mean()
    share = float(((weight < limits[0]) | (weight > limits[1])).mean())
    words = f"{100 * share:.0f} per cent" if share >= 0.01 else "under 1 per cent" if share else "none"
    return (
        f"Trimmed: {words} of the calibrated weights. What is cut is shared by the others, so that margins "
        "are met nearly and not exactly."
    )
