"""Outcomes: how common or how high something is in each class, by two or three steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl

from handrail.survey.levels import Levels, level_text, levels_of
from handrail.typology.assignment import Assignment, CountingRule, assign
from handrail.typology.bch import bch_outcomes
from handrail.typology.first_step import Base, FirstStep, base_of, first_step_of, step_covariance
from handrail.typology.frames import as_answers
from handrail.typology.joint import Joint, joint_of
from handrail.typology.kinds import OUTCOME_METHODS, OutcomeMethod
from handrail.typology.known import MOST_LEVELS, _check_length, _series
from handrail.typology.membership import item_tables
from handrail.typology.outcome_tables import difference_table, equality_test, estimate_table, largest_parts
from handrail.typology.patterns import Floats
from handrail.typology.second_step import Held, Outcome, fit_held
from handrail.typology.wald import design_df, half_width
from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.typology.latent_classes import LatentClasses

OutcomeKind = Literal["binary", "nominal", "count", "continuous"]
OUTCOME_KINDS: tuple[OutcomeKind, ...] = get_args(OutcomeKind)
_PARAMETER = {"binary": "share", "nominal": "share", "count": "rate", "continuous": "mean"}


@dataclass(frozen=True, eq=False)
class ClassOutcome(StaysInMemory):
    """An outcome by class.

    Attributes
    ----------
    estimates
        One row a class, and of a nominal outcome a category: class, category (null for numbers; of a binary
        outcome the higher value), parameter (``share``, ``rate``, ``mean``), estimate, se, low, high, n and
        count: the unweighted respondents with an answer that the first step expects in the class, and of
        them in the category (null for numbers).
    differences
        One row a pair of classes and category: class, other, category, estimate (class less other), se, low,
        high, p.
    test
        One row, the Wald test that all classes are equal: distribution, statistic, df, denominator_df, p;
        null where the covariance cannot tell.
    largest
        Of numbers, for each class: the shares of the largest and the second-largest respondent in the sum.
    kind, method, counting
        What the outcome is, how it was related to the classes, and of a three-step method how respondents
        counted, else None.
    base
        The respondents of the typology with an answer; those without are among the ones left out.
    level, df
        The intervals' level, and the design's degrees of freedom (None without a design).
    """

    estimates: pl.DataFrame
    differences: pl.DataFrame
    test: pl.DataFrame
    largest: tuple[tuple[float, float], ...] | None
    kind: OutcomeKind
    method: OutcomeMethod
    counting: CountingRule | None
    base: Base
    level: float
    df: int | None


def class_outcomes(
    model: LatentClasses,
    outcome: object,
    kind: OutcomeKind,
    *,
    method: OutcomeMethod = "bch",
    counting: CountingRule = "modal",
    level: float = 0.95,
) -> ClassOutcome:
    """Return how common, or how high, an outcome is in each class.

    Parameters
    ----------
    model
        A typology fitted to the items alone; its weights, strata and clusters hold in every step.
    outcome
        One answer for each row of the items. Rows without one stay in the first step and in the design.
    kind
        ``binary`` (two different answers), ``nominal``, ``count`` or ``continuous``.
    method
        ``bch``: weighted means, which assume nothing about how the outcome is distributed. ``three-step-ml``
        and ``two-step``: maximum likelihood; a count is Poisson within a class, a continuous outcome normal
        with a variance of each class, and where that is wrong they can be far off.
    counting
        How a respondent counts, of ``bch`` and ``three-step-ml``: ``modal`` or ``proportional``.
    level
        Of the intervals: symmetric for means, on the log-odds scale for shares, on the log scale for rates.

    Raises
    ------
    DataError
        For a typology with groups or covariates, not identified, or of one class; for another number of rows,
        answers that are not of the kind, fewer than two different ones, and an unknown kind or method.
    NotConverged
        Where the likelihood has no top.

    References
    ----------
    Bakk, Tekle and Vermunt 2013, Sociological Methodology 43, 272-311; Bakk and Vermunt 2016, Structural
    Equation Modeling 23, 20-31; Bakk and Kuha 2018, Psychometrika 83, 871-892.

    Examples
    --------
    >>> from handrail.typology import LatentClasses
    >>> rows = [(1, 1, 1)] * 30 + [(0, 0, 0)] * 50 + [(1, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 0)] * 5
    >>> items = pl.DataFrame(rows, schema=["asked", "moved", "met"], orient="row")
    >>> told = [1] * 20 + [0] * 10 + [1] * 15 + [0] * 35 + [1, 0, 0, 0] * 5
    >>> found = class_outcomes(LatentClasses(2, starts=5).fit(items), told, "binary")
    >>> found.estimates.select("class", "category", pl.col("estimate").round(2)).rows()
    [(1, '1', 0.25), (2, '1', 0.63)]
    """
    for what, given, known in (("kind", kind, OUTCOME_KINDS), ("method", method, OUTCOME_METHODS)):
        if given not in known:
            raise DataError.because(
                f"a {what} of outcomes is known", f"'{given}'", did_you_mean(str(given), known)
            )
    first = first_step_of(model)
    found = _answers(first, outcome, kind, model._rows)
    joint = joint_of(first.layout.patterns, found.codes)
    if method == "bch":
        assigned = assign(first, counting)
        step = bch_outcomes(first, joint, assigned, _values(found, kind))
        estimates = step.estimates.reshape(first.classes, -1)
        spread = step_covariance(first, joint, step)
    else:
        assigned_or_not = assign(first, counting) if method == "three-step-ml" else None
        estimates, spread = _likeliest(first, joint, assigned_or_not, found, kind)
    df = design_df(first.sampled, first.layout.patterns)
    width = half_width(level, df)
    labels = _labels(found, kind)
    return ClassOutcome(
        estimates=estimate_table(
            first, found, labels, parameter=_PARAMETER[kind], estimates=estimates, spread=spread, width=width
        ),
        differences=difference_table(labels, estimates, spread, width, df),
        test=equality_test(estimates, spread, df, add_up=kind == "nominal"),
        largest=largest_parts(first, found) if kind in ("count", "continuous") else None,
        kind=kind,
        method=method,
        counting=None if method == "two-step" else counting,
        base=base_of(first, found.codes < 0),
        level=level,
        df=df,
    )


def _answers(first: FirstStep, outcome: object, kind: OutcomeKind, rows: int) -> Levels:
    series = _series(outcome)
    _check_length(len(series), rows, "outcome")
    item_kind = "nominal" if kind == "binary" else kind
    found = levels_of(as_answers(series.gather(pl.Series(first.layout.patterns.rows)), item_kind))
    size = len(found.values)
    most = {"binary": 2, "nominal": MOST_LEVELS}.get(kind, size)
    if size < 2 or size > most:
        raise DataError.because(
            "a binary outcome has two different answers"
            if kind == "binary"
            else f"an outcome has two different answers or more, and a nominal one at most {MOST_LEVELS}",
            f"{size} among the rows that enter",
            "recode it, or say of which kind it is",
        )
    return found


def _values(found: Levels, kind: OutcomeKind) -> Floats:
    """Return what is averaged, for each answer (V x D)."""
    if kind in ("count", "continuous"):
        return found.values.cast(pl.Float64).to_numpy()[:, None]
    one_each = np.eye(len(found.values))
    return one_each[:, 1:] if kind == "binary" else one_each


def _labels(found: Levels, kind: OutcomeKind) -> list[str | None]:
    if kind in ("count", "continuous"):
        return [None]
    words: list[str | None] = [level_text(value) for value in found.values.to_list()]
    return words[1:] if kind == "binary" else words


def _likeliest(
    first: FirstStep, joint: Joint, assigned: Assignment | None, found: Levels, kind: OutcomeKind
) -> tuple[Floats, Floats]:
    """Return the estimates (K x D) by maximum likelihood, and the covariance of all of them."""
    item_kind = "nominal" if kind == "binary" else kind
    inside = joint.code >= 0
    people = first.within[joint.pattern[inside]] * joint.patterns.weight[inside, None]
    code, size = joint.code[inside], len(found.values)
    counts = np.column_stack([np.bincount(code, people[:, k], size) for k in range(first.classes)])
    if kind in ("count", "continuous"):
        value = found.values.cast(pl.Float64).to_numpy()
        mean = np.einsum("vk,v->k", counts, value) / counts.sum(axis=0)
        square = np.einsum("vk,vk->k", counts, (value[:, None] - mean) ** 2) / counts.sum(axis=0)
        # Away from zero, where no step could leave.
        start = (
            np.maximum(mean, 1e-3)[None]
            if kind == "count"
            else np.vstack([mean, square + 1e-6 * square.max()])
        )
    else:
        start = (counts + 1e-3) / (counts + 1e-3).sum(axis=0)
    given = Outcome("outcome", item_kind, tuple(found.values.to_list()), start)
    held = fit_held(first, joint, assigned, first.found.prior.copy(), given)
    return _delta(held, step_covariance(first, joint, held.step), kind)


def _delta(held: Held, spread: Floats, kind: OutcomeKind) -> tuple[Floats, Floats]:
    """Return the estimates in their own unit, and their covariance from that of the free coordinates."""
    at = int(held.top.layout.first[-2])
    classes = held.top.found.items.shape[1]
    piece = held.top.free.items[-1]
    place = np.searchsorted(held.top.chosen, piece.at)
    if kind in ("count", "continuous"):
        row = int(held.top.layout.parameters_first[-2])
        estimates = held.top.found.items[row][:, None]
        begin = held.top.found.prior.size + row * classes
        slopes = held.top.free.jacobian[begin : begin + classes][:, piece.at]
    else:
        table = item_tables(held.top.layout, held.top.found)[at:-1]
        table, moves = (table[1:], piece.slopes[1:]) if kind == "binary" else (table, piece.slopes)
        estimates = table.T
        slopes = (table[:, :, None] * moves).transpose(1, 0, 2).reshape(-1, len(piece.at))
    own = spread[np.ix_(place, place)]
    found: Floats = np.einsum("ac,cd,bd->ab", slopes, own, slopes)
    return estimates, found
