"""Sample size: how many respondents a model of so many coefficients needs before it can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.model_rows import model_rows
from handrail.survey import Design
from handrail.values import Cell, DataError, Result

SHRINKAGE = 0.9
MARGIN = 0.05
NAGELKERKE = 0.15
"""The share of the largest possible R2 that is expected where no earlier study says better."""

_NOTE = (
    "Needed are so many respondents that the model's coefficients would be shrunk by a tenth at most, that "
    "its R2 (Nagelkerke) is optimistic by 0.05 at most, and that the overall share is known within 0.05. "
    "The check is of the model as declared, before it is fitted: a model's own R2 says nothing about what "
    "it needed."
)
_EFFECTIVE = (
    "Effective respondents: the square of the sum of weights over the sum of their squares (Kish 1965); "
    "clusters make them fewer still."
)


@dataclass(frozen=True)
class NeededSize:
    """Respondents that each criterion needs.

    Attributes
    ----------
    shrinkage
        So many that the expected shrinkage of the coefficients is 0.9 or more.
    optimism
        So many that the apparent R2 (Nagelkerke) exceeds the adjusted one by 0.05 at most.
    overall
        So many that the 95 % interval of the overall share reaches 0.05 to either side at most.
    r2, largest_r2
        The expected Cox-Snell R2, and the largest one that the share of the outcome allows.
    """

    shrinkage: int
    optimism: int
    overall: int
    r2: float
    largest_r2: float

    @property
    def respondents(self) -> int:
        """The largest of the three."""
        return max(self.shrinkage, self.optimism, self.overall)


def needed_size(coefficients: int, share: float, r2: float | None = None) -> NeededSize:
    """Return how many respondents a logistic model needs.

    Parameters
    ----------
    coefficients
        Candidate coefficients, without the intercept.
    share
        Expected share with the outcome.
    r2
        Expected Cox-Snell R2, adjusted for optimism, of an earlier model; without one, 15 % of the largest
        possible.

    Raises
    ------
    DataError
        For no coefficient, a share or an R2 that cannot be.

    Notes
    -----
    Riley and others 2020, BMJ 368, m441; Riley and others 2019, Statistics in Medicine 38, 1276-1296.

    Examples
    --------
    The worked example of the authors' software: 24 coefficients, a share of 0.174, an R2 of 0.288.

    >>> found = needed_size(24, 0.174, 0.288)
    >>> found.shrinkage, found.optimism, found.overall, found.respondents
    (623, 662, 221, 662)
    """
    if coefficients < 1:
        raise DataError.because("a model has coefficients", f"{coefficients}", "name its factors")
    if not 0 < share < 1:
        raise DataError.because(
            "the share with the outcome lies between 0 and 1", f"{share}", "give 0.1 for 10 per cent"
        )
    largest = 1 - math.exp(2 * (share * math.log(share) + (1 - share) * math.log(1 - share)))
    expected = NAGELKERKE * largest if r2 is None else r2
    if not 0 < expected < min(largest, SHRINKAGE):
        raise DataError.because(
            "an expected Cox-Snell R2 lies above 0 and below the largest possible",
            f"{expected:g}, where {largest:.4g} is the largest",
            "give a Cox-Snell R2 (not Nagelkerke's), adjusted for optimism",
        )
    kept = expected / (expected + MARGIN * largest)
    return NeededSize(
        shrinkage=_needed(coefficients, expected, SHRINKAGE),
        optimism=_needed(coefficients, expected, kept),
        overall=math.ceil((1.96 / MARGIN) ** 2 * share * (1 - share)),
        r2=expected,
        largest_r2=largest,
    )


def sample_size_check(design: Design, analysis: RiskAnalysis, *, r2: float | None = None) -> Result:
    """Return how many respondents a declared analysis needs, beside how many it has.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`.
    r2
        See :func:`needed_size`.

    Returns
    -------
    result
        ``NAME.size``: a row a criterion with ``needed``, ``respondents``, ``effective`` (after the weights),
        and whether each of these is enough (``enough``, ``enough_effective``: 1 or 0).
    """
    rows = model_rows(design, analysis)
    weight = rows.weight
    share = float((weight * rows.outcome).sum() / weight.sum())
    needed = needed_size(len(rows.matrix.columns) - 1, share, r2)
    n = len(rows.rows)
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    cells = [
        Cell(
            {"criterion": label},
            None,
            n,
            None,
            {
                "needed": float(wanted),
                "respondents": float(n),
                "effective": round(effective, 1),
                "enough": float(n >= wanted),
                "enough_effective": float(effective >= wanted),
            },
        )
        for label, wanted in (
            (f"Shrinkage of {SHRINKAGE:g} or more", needed.shrinkage),
            (f"R2 optimistic by {MARGIN:g} or less", needed.optimism),
            (f"Overall share within {MARGIN:g}", needed.overall),
        )
    ]
    table = rows.table(
        "size",
        "respondents needed and there",
        ("criterion",),
        cells,
        notes=(_NOTE, _EFFECTIVE),
        labels={
            "criterion": "Criterion",
            "needed": "Needed",
            "respondents": "Respondents",
            "effective": "Effective respondents",
            "enough": "Enough (1 yes, 0 no)",
            "enough_effective": "Enough effective (1 yes, 0 no)",
        },
    )
    short = effective < needed.respondents
    return rows.result(
        (table,),
        "risk.sample-size",
        {
            "expected R2": f"Cox-Snell {needed.r2:.4g} of at most {needed.largest_r2:.4g}"
            + (", 15 % of it for want of an earlier study" if r2 is None else ", as declared"),
            "coefficients": f"{len(rows.matrix.columns) - 1}",
        },
        warnings=(
            (
                f"the model has fewer effective respondents than the {needed.respondents} that it needs: "
                "read its odds ratios with care",
            )
            if short
            else ()
        ),
    )


def _needed(coefficients: int, r2: float, kept: float) -> int:
    return math.ceil(coefficients / ((kept - 1) * math.log(1 - r2 / kept)))
