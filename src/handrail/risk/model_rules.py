"""Tables of a regression as a result, with the rules that its numbers depend on and its warnings."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from handrail.risk.coefficient_tables import is_coarse
from handrail.risk.model_methods import methods_of_model
from handrail.risk.regression_kinds import OF_CATEGORIES
from handrail.risk.regressions import Regression
from handrail.survey import Design
from handrail.survey.estimates import DfRule
from handrail.survey.firth import FirthModel
from handrail.survey.wording import LONELY_RULES, MISSING_RULE, Sample, design_words, strata_warnings
from handrail.values import Result, Table

FEWEST_A_COEFFICIENT = 10
"""With fewer respondents on the rarer side of the outcome a coefficient, odds ratios can be far off."""


def result_of(
    found: Regression, design: Design, tables: Sequence[Table], *, sample: Sample, df: DfRule
) -> Result:
    """Return tables of a regression as a result."""
    model, words = found.model, design_words(design, df)
    likelihood = isinstance(model, FirthModel)
    rules = {
        "coding": "categories against their first level, numbers per unit",
        "design": words.counted,
        "df": "none: limits of a likelihood" if isinstance(model, FirthModel) else model.df_sentence,
        "interval": found.kind.scale,
        "level": f"{model.level:g}",
        "lonely": LONELY_RULES[design.lonely],
        "missing": MISSING_RULE,
        "model": model.formula,
        "sample": sample,
        "variance": "model-based: weights normalised to the number of respondents"
        if likelihood
        else words.variance,
    }
    (own, *_) = methods_of_model(found.kind.name, margins=False, standardised=False)
    coarse = is_coarse(found, public_use=tables[0].public_use)
    return Result(
        tables=tuple(tables),
        base=model.n,
        weighted_base=None if coarse else model.weighted_n,
        left_out=model.left_out,
        method=own,
        rules=rules,
        software={package: version(package) for package in ("formulaic", "numpy", "polars", "scipy")},
        warnings=_warnings(found),
    )


def _warnings(found: Regression) -> tuple[str, ...]:
    model = found.model
    if isinstance(model, FirthModel):
        return ()
    warnings = strata_warnings(model.strata_lost, model.strata_without_answers, model.lonely_strata)
    if not found.is_yes_no and found.kind.name not in OF_CATEGORIES:
        return warnings
    counts = np.bincount(found.outcome.astype(np.intp))
    slopes = found.asked.matrix.values.shape[1] - 1
    if counts.min() >= FEWEST_A_COEFFICIENT * slopes:
        return warnings
    side = "on the rarer side of" if found.is_yes_no else "in the rarest category of"
    called = "ratios of shares" if found.kind.called == "ratio of shares" else "odds ratios"
    return (
        *warnings,
        f"fewer than {FEWEST_A_COEFFICIENT} respondents {side} the outcome for each coefficient: {called} "
        "can be far off (Peduzzi and others 1996, Journal of Clinical Epidemiology 49, 1373-1379)",
    )
