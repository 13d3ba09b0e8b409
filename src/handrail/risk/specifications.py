"""Specifications: one odds ratio under every declared way to have asked the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from handrail.risk.analysis import RiskAnalysis, RiskOutcome
from handrail.risk.dominance import Progress
from handrail.risk.kinds import Missing
from handrail.risk.model_rows import NO_ANSWER, ModelRows, model_rows
from handrail.survey import Design
from handrail.survey.linearise import Flags
from handrail.values import Cell, DataError, Fit, Result, Table, did_you_mean

MOST = 100
"""More specifications than this are no curve that a reader can follow."""

_NOTE = (
    "Every specification that was declared is shown, {count} of them, in the order of their odds ratios: "
    "none was chosen for what it found. They share their answers, so that the curve is no sample of "
    "independent studies and has no interval of its own."
)
_ROWS = (
    "Specifications with the same outcome, weights and rule for missing answers are fitted to the same "
    "respondents, those who are in the model with all factors."
)


@dataclass(frozen=True)
class Alternatives:
    """What else could have been decided; every combination of these is a specification.

    Attributes
    ----------
    outcomes
        Other recodes of the outcome, of its own kind: risk is no recode of harm.
    left_out
        Sets of factors that can be left out of the model, by name.
    weights
        Other columns of weights; an empty name is no weights.
    missing
        Other rules for missing answers.

    Examples
    --------
    >>> Alternatives(left_out=(("talks",),), weights=("",)).left_out
    (('talks',),)
    """

    outcomes: tuple[RiskOutcome, ...] = ()
    left_out: tuple[tuple[str, ...], ...] = ()
    weights: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class _Specification:
    outcome: RiskOutcome
    left_out: tuple[str, ...]
    weights: str | None
    missing: Missing


@dataclass(frozen=True)
class _Found:
    label: dict[str, str]
    values: dict[str, float | None]
    n: int
    judged: tuple[Cell, ...]
    fit: Fit


def specification_curve(
    design: Design,
    analysis: RiskAnalysis,
    focus: str,
    alternatives: Alternatives,
    *,
    progress: Progress | None = None,
) -> Result:
    """Return the odds ratio of one factor under every combination of declared alternatives.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`; the analysis as declared is one of the specifications.
    focus
        The factor: a yes/no, a number, or a category of two levels; where no answer to it is a category, that
        is beside the odds ratio and not part of it.
    alternatives
        What else could have been decided.
    progress
        Told how many specifications are fitted, and of how many; what it raises stops the work.

    Returns
    -------
    result
        ``NAME.specifications``: a row a specification, ascending by odds ratio (``estimate``, ``low``,
        ``high``, ``se`` of its logarithm, ``p``), with what it decided in its group (``place``, ``outcome``,
        ``left_out``, ``weights``, ``missing``) and whether it is the declared one (``declared``: 1 or 0).
        ``NAME.specification-summary``: median and extremes of the curve, and shares above 1 and with an
        interval that leaves 1 out.

    Raises
    ------
    DataError
        For alternatives that are none, more than 100 specifications, an outcome of another kind, a factor of
        more than two levels, and as :meth:`handrail.survey.Design.logit` for any specification.

    Notes
    -----
    Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4, 1208-1214; without its joint test, whose
    resamples would break the design.
    """
    _check(analysis, focus, alternatives)
    every = list(_every(analysis, alternatives))
    declared = _Specification(analysis.outcome, (), None, analysis.missing)
    base = model_rows(design, analysis)
    shared = dict[tuple[str, str | None, str], ModelRows]()
    found = []
    for done, one in enumerate(every, start=1):
        key = (one.outcome.name, one.weights, one.missing)
        if key not in shared:
            asked = replace(analysis, outcome=one.outcome, missing=one.missing)
            shared[key] = model_rows(_weighted(design, one.weights), asked)
        found.append(_fitted(shared[key], one, focus, is_declared=one == declared))
        if progress is not None:
            progress(done, len(every))
    found.sort(key=lambda each: (each.values["estimate"], sorted(each.label.items())))
    judged = [cell for each in found for cell in each.judged]
    judged.extend(_differences([*shared.values()]))
    # The specification with the least to spare speaks for all: they leave together or not at all.
    fit = min((each.fit for each in found), key=lambda one: one.patterns - one.parameters)
    tables = (_curve(base, found, focus, judged, fit), _summary(base, found, judged, fit))
    return base.result(
        tables,
        "risk.specifications",
        {"specifications": f"{len(every)}, every combination of what was declared", "factor": focus},
    )


def _check(analysis: RiskAnalysis, focus: str, alternatives: Alternatives) -> None:
    analysis.factor(focus)
    for outcome in alternatives.outcomes:
        if outcome.kind != analysis.outcome.kind:
            raise DataError.because(
                "another recode of an outcome is of its own kind: risk and harm are separate outcomes",
                f"'{outcome.name}', a {outcome.kind}, beside '{analysis.outcome.name}', a "
                f"{analysis.outcome.kind}",
                "declare an analysis of its own",
            )
    for names in alternatives.left_out:
        if not names:
            raise DataError.because("a set of factors to leave out is not empty", "an empty set", "remove it")
        for name in names:
            if analysis.factor(name).name == focus:
                raise DataError.because(
                    "the factor whose odds ratio is asked for stays in the model",
                    f"'{focus}' among those left out",
                    "leave out others",
                )
    unknown = next((one for one in alternatives.missing if one not in ("domain", "category")), None)
    if unknown is not None:
        raise DataError.because(
            "the rule for missing answers is known",
            f"'{unknown}'",
            did_you_mean(unknown, ("domain", "category")),
        )
    size = len(list(_every(analysis, alternatives)))
    if size < 2:
        raise DataError.because("a specification curve has alternatives", "none", "declare one at least")
    if size > MOST:
        raise DataError.because(
            f"a specification curve has at most {MOST} specifications", f"{size}", "declare fewer"
        )


def _every(analysis: RiskAnalysis, alternatives: Alternatives) -> Sequence[_Specification]:
    return [
        _Specification(*chosen)
        for chosen in product(
            dict.fromkeys((analysis.outcome, *alternatives.outcomes)),
            dict.fromkeys(((), *alternatives.left_out)),
            dict.fromkeys((None, *alternatives.weights)),
            dict.fromkeys((analysis.missing, *alternatives.missing)),
        )
    ]


def _weighted(design: Design, weights: str | None) -> Design:
    if weights is None:
        return design
    if design.replicate is not None or design.calibration is not None:
        raise DataError.because(
            "other weights are of a design of strata and clusters",
            "a design with replicate or calibrated weights",
            "leave weights out of the alternatives",
        )
    return replace(design, weights=weights or None)


def _fitted(rows: ModelRows, one: _Specification, focus: str, *, is_declared: bool) -> _Found:
    names = [each.name for each in rows.analysis.factors if each.name not in one.left_out]
    fitted = rows.fit(names)
    terms = fitted.model.table["term"]
    # Where no answer is a category, it is compared too; the curve stays with who has it and who has not.
    columns = [at for at in fitted.model._columns[focus] if terms[at] != f"{focus}[{NO_ANSWER}]"]
    if len(columns) != 1:
        raise DataError.because(
            "a specification curve is of one odds ratio",
            f"'{focus}' with {len(columns)}",
            "recode it to a yes/no",
        )
    row = fitted.model.table.row(columns[0], named=True)
    labels = {each.name: each.label for each in rows.analysis.factors}
    label = {
        "outcome": one.outcome.label,
        "left_out": ", ".join(labels[name] for name in one.left_out) or "nothing",
        "weights": "as declared" if one.weights is None else one.weights or "none",
        "missing": "no part in the estimate" if one.missing == "domain" else "a category of its own",
    }
    values = {
        "estimate": row["odds_ratio"],
        "low": row["odds_low"],
        "high": row["odds_high"],
        "se": row["se"],
        "p": row["p"],
        "declared": float(is_declared),
    }
    fit = Fit(fitted.model.n, fitted.model.table.height, fitted.patterns, separated=False)
    return _Found(label, values, fitted.model.n, rows.judged(), fit)


def _differences(shared: Sequence[ModelRows]) -> list[Cell]:
    """Return who is in one specification and not in another: few of them could be told by subtraction."""
    cells = []
    for at, first in enumerate(shared):
        for second in shared[at + 1 :]:
            mine, others = _flags(first), _flags(second)
            alike = mine & others
            answers = np.zeros((2, len(mine)))
            answers[0, first.rows], answers[1, second.rows] = first.outcome, second.outcome
            for rows, outcome in ((mine & ~others, answers[0]), (others & ~mine, answers[1])):
                if rows.any():
                    cells.append(Cell({}, None, int(rows.sum()), int(outcome[rows].sum()), {}))
            if first.analysis.outcome.name != second.analysis.outcome.name:
                # Those whom another recode counts otherwise, each way.
                for sign in (1, -1):
                    moved = alike & (answers[0] - answers[1] == sign)
                    if moved.any():
                        n = int(alike.sum())
                        cells.append(Cell({}, None, n, int(moved.sum()), {}))
    return cells


def _flags(rows: ModelRows) -> Flags:
    flags = np.zeros(rows.design.frame.height, dtype=np.bool_)
    flags[rows.rows] = True
    return flags


def _curve(base: ModelRows, found: Sequence[_Found], focus: str, judged: list[Cell], fit: Fit) -> Table:
    label = base.analysis.factor(focus).label
    cells = [
        Cell({"place": f"{place} of {len(found)}", **one.label}, None, one.n, None, one.values)
        for place, one in enumerate(found, start=1)
    ]
    return base.table(
        "specifications",
        f"odds ratio of '{label}' under every declared specification",
        ("place", "outcome", "left_out", "weights", "missing"),
        cells,
        notes=(_NOTE.format(count=len(found)), _ROWS),
        labels={
            "place": "Place",
            "outcome": "Outcome",
            "left_out": "Factors left out",
            "weights": "Weights",
            "missing": "Missing answers",
            "estimate": "Odds ratio",
            "declared": "As declared (1 yes, 0 no)",
        },
        judged=judged,
        fit=fit,
    )


def _summary(base: ModelRows, found: Sequence[_Found], judged: list[Cell], fit: Fit) -> Table:
    odds = np.array([one.values["estimate"] for one in found], dtype=np.float64)
    clear = [(one.values["low"] or 0.0) > 1 or (one.values["high"] or 0.0) < 1 for one in found]
    values = {
        "specifications": float(len(found)),
        "median": float(np.median(odds)),
        "lowest": float(odds.min()),
        "highest": float(odds.max()),
        "above": float((odds > 1).mean()),
        "clear": float(np.mean(clear)),
    }
    return base.table(
        "specification-summary",
        "the curve in short",
        (),
        [Cell({}, None, len(base.rows), None, values)],
        notes=(_NOTE.format(count=len(found)),),
        labels={
            "specifications": "Specifications",
            "median": "Median odds ratio",
            "lowest": "Lowest",
            "highest": "Highest",
            "above": "Share above 1",
            "clear": "Share with an interval that leaves 1 out",
        },
        judged=judged,
        fit=fit,
    )
