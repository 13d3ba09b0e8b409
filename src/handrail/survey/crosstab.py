"""Crosstab: two questions put against each other, with the test of their independence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.domains import domain_rows, levels_in_one_cluster, lies_in_one_cluster
from handrail.survey.estimates import NUMBERS, TableBase
from handrail.survey.groups import df_of
from handrail.survey.intervals import Interval, share_limits
from handrail.survey.levels import Levels, levels_of
from handrail.survey.linearise import Flags, Floats, Integers
from handrail.survey.measures import MOST_CATEGORIES
from handrail.survey.parts import check_parts
from handrail.survey.precision import Precision, precision_of
from handrail.survey.question import Question, check_question, plain_type
from handrail.survey.rao_scott import Independence, rao_scott
from handrail.survey.table_base import base_of
from handrail.survey.variance import covariance_of
from handrail.values.errors import DataError
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

BESIDE = ("count", "row_share", "row_se", "column_share", "column_se", "expected", "residual")
"""Columns of a crosstab after those that every table of estimates has."""

_OWN = (*NUMBERS, *BESIDE)


@dataclass(frozen=True, eq=False)
class Crosstab(TableBase):
    """What ``Design.crosstab`` gives back, with :class:`handrail.survey.estimates.TableBase`.

    Attributes
    ----------
    table
        One row a cell, the row variable slowest: a column of each variable's name with its categories, then
        ``estimate`` (share of everybody who answered both), ``se``, ``low``, ``high``, ``n`` and
        ``weighted_n`` (who answered both), ``df``; then ``count`` (respondents in the cell), ``row_share``
        and ``row_se`` (of those in its row; null where they lie in one cluster), ``column_share`` and
        ``column_se``, ``expected`` (the cell's share if rows and columns had nothing to do with each other)
        and ``residual``, adjusted: null where it has no standard error.
    row, column, level, interval
        As they were asked.
    test
        The test of independence; None where the table cannot tell, and ``untested`` says why.
    untested
        Why there is no test; empty where there is one.
    precision
        Of each cell's share of everybody, in the order of the table.
    """

    table: pl.DataFrame
    row: str
    column: str
    level: float
    interval: Interval
    test: Independence | None
    untested: str
    precision: tuple[Precision, ...]

    @property
    def f(self) -> float | None:
        """Rao and Scott's second-order F."""
        return None if self.test is None else self.test.f

    @property
    def df1(self) -> float | None:
        """Its first degrees of freedom."""
        return None if self.test is None else self.test.df1

    @property
    def df2(self) -> float | None:
        """Its second: the first times clusters minus strata of the domain."""
        return None if self.test is None else self.test.df2

    @property
    def p(self) -> float | None:
        """Its p-value."""
        return None if self.test is None else self.test.p

    @property
    def x2(self) -> float | None:
        """Pearson's statistic, uncorrected."""
        return None if self.test is None else self.test.x2


def cross_tabulate(design: Sampling, row: str, question: Question) -> Crosstab:
    """Return a crosstab; see ``Design.crosstab``. The question's variable is that of the columns."""
    column = question.variable
    if row == column:
        raise DataError.because("a crosstab has two variables", f"'{row}' twice", "name two columns")
    check_question(
        Question(column, (row, column), None, question.interval, question.df, question.level), _OWN
    )
    inside = domain_rows(design, question.where)
    both = [_categories(design, name) for name in (row, column)]
    answered = (both[0].codes >= 0) & (both[1].codes >= 0)
    positive = design.weight > 0
    used = inside & answered & positive
    rows = np.flatnonzero(used)
    if not len(rows):
        raise DataError.because(
            "somebody of the domain answered both questions of a crosstab",
            f"nobody answered '{row}' and '{column}'",
            "check which questions were asked of whom",
        )
    (up, ups), (across, acrosses) = (_present(levels, rows) for levels in both)
    shape = (len(ups), len(acrosses))
    cell = up * shape[1] + across
    full_df, own_df = design.degrees_of_freedom, df_of(design, rows)
    df = full_df if question.df == "design" else own_df
    weight = design.weight[rows]
    counts = np.bincount(cell, minlength=shape[0] * shape[1])
    numbers = _measures(_totals(cell, weight, shape))
    cells = numbers[: len(counts)]
    covariance = (
        None if lies_in_one_cluster(design, rows) else _covariance(design, rows, cell, numbers, shape)
    )
    lone = [
        levels_in_one_cluster(design, rows, codes, of) for codes, of in ((up, shape[0]), (across, shape[1]))
    ]
    errors = _errors(covariance, counts.reshape(shape), lone)
    test = None
    if covariance is not None:
        test = rao_scott(cells.reshape(shape), covariance[: len(counts), : len(counts)], len(rows), own_df)
    left_out = _left_out(row, column, inside=inside, answered=answered, positive=positive)
    check_parts(
        len(rows), {f"cell {place}": int(n) for place, n in enumerate(counts)}, of="respondents of all cells"
    )
    lines, precision = [], []
    of_rows, of_columns, apart = (part.ravel() for part in numbers[len(counts) :].reshape(3, -1))
    for place, count in enumerate(counts):
        share, se = float(cells[place]), errors[0][place]
        low, high = share_limits(
            share, se, df, question.level, question.interval, rows=int(inside.sum()), n=len(rows)
        )
        precision.append(precision_of(share, se, len(rows), own_df))
        wide = errors[3][place]
        lines.append(
            (
                ups[place // shape[1]],
                acrosses[place % shape[1]],
                *(share, se, low, high, len(rows), float(weight.sum()), df, int(count)),
                *(float(of_rows[place]), errors[1][place], float(of_columns[place]), errors[2][place]),
                *(share - float(apart[place]), float(apart[place]) / wide if wide else None),
            )
        )
    schema = {name: plain_type(levels.values.dtype) for name, levels in zip((row, column), both, strict=True)}
    schema |= {name: pl.Int64() if name in ("n", "df", "count") else pl.Float64() for name in _OWN}
    return Crosstab(
        **vars(base_of(design, question, used, left_out)),
        table=pl.DataFrame(lines, schema=schema, orient="row"),
        row=row,
        column=column,
        level=question.level,
        interval=question.interval,
        test=test,
        untested="" if test else _why_not(shape, covariance, own_df),
        precision=tuple(precision),
    )


def _categories(design: Sampling, name: str) -> Levels:
    levels = levels_of(design.column(name))
    if len(levels.values) > MOST_CATEGORIES:
        raise DataError.because(
            "a crosstab is of categorical variables",
            f"'{name}' has {len(levels.values)} different values",
            "recode it to categories",
        )
    return levels


def _present(levels: Levels, rows: Integers) -> tuple[Integers, list[object]]:
    """Return the codes of some rows among the levels that one of them has, and these levels."""
    codes = levels.codes[rows]
    present = np.bincount(codes, minlength=len(levels.values)) > 0
    return (np.cumsum(present) - 1)[codes], levels.values.filter(pl.Series(present)).to_list()


def _totals(cell: Integers, weight: Floats, shape: tuple[int, int]) -> Floats:
    totals: Floats = np.bincount(cell, weights=weight, minlength=shape[0] * shape[1]).astype(np.float64)
    return totals.reshape(shape)


def _measures(totals: Floats) -> Floats:
    """Return four blocks of a number a cell.

    Its shares of all, of its row and of its column, and how far its share of all is from independence.
    """
    share = totals / totals.sum()
    up, across = share.sum(axis=1, keepdims=True), share.sum(axis=0, keepdims=True)
    return np.concatenate([part.ravel() for part in (share, share / up, share / across, share - up * across)])


def _covariance(
    design: Sampling, rows: Integers, cell: Integers, numbers: Floats, shape: tuple[int, int]
) -> Floats | None:
    """Return the covariance of the four blocks of :func:`_measures`."""
    cells = shape[0] * shape[1]

    def again(weight: Floats) -> Floats:
        return _measures(_totals(cell, weight, shape))

    weight = design.weight[rows]
    linearised = np.outer(weight, -numbers[:cells])
    linearised[np.arange(len(rows)), cell] += weight
    linearised /= weight.sum()
    # A replicate without anybody in a row has no share of it, and the share no error.
    with np.errstate(invalid="ignore"):
        found = covariance_of(design, rows, linearised, again)
    if found is None or design.replicate is not None:
        return found
    slopes = _slopes(numbers[:cells].reshape(shape))
    covariance: Floats = np.einsum("ki,ij,lj->kl", slopes, found, slopes)
    return covariance


def _slopes(share: Floats) -> Floats:
    """Return how :func:`_measures` move with the cells' shares: shape (4 cells, cells)."""
    up, across = share.sum(axis=1), share.sum(axis=0)
    rows, columns = np.divmod(np.arange(share.size), share.shape[1])
    same_row = (rows[:, None] == rows).astype(np.float64)
    same_column = (columns[:, None] == columns).astype(np.float64)
    one, flat = np.eye(share.size), share.ravel()[:, None]
    in_row, in_column = up[rows][:, None], across[columns][:, None]
    return np.vstack(
        [
            one,
            one / in_row - same_row * flat / in_row**2,
            one / in_column - same_column * flat / in_column**2,
            one - same_row * in_column - same_column * in_row,
        ]
    )


def _errors(covariance: Floats | None, counts: Integers, lone: list[Flags]) -> list[list[float | None]]:
    """Return the standard errors of the four blocks: zero where a share can be nothing but 0 or 1.

    ``lone`` says which rows, and which columns, lie in one cluster: their shares have none.
    """
    if covariance is None:
        return [[None] * counts.size for _ in range(4)]
    blocks = np.sqrt(np.maximum(np.diag(covariance), 0.0)).reshape(4, *counts.shape)
    wholes = (counts.sum(), counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True))
    for block, whole in zip(blocks, wholes, strict=False):
        block[(counts == 0) | (counts == whole)] = 0.0
    if 1 in counts.shape:
        blocks[3] = 0.0
    blocks[1][lone[0]] = np.nan
    blocks[2][:, lone[1]] = np.nan
    return [[None if np.isnan(value) else float(value) for value in block.ravel()] for block in blocks]


def _why_not(shape: tuple[int, int], covariance: Floats | None, df: int) -> str:
    if 1 in shape:
        return "one of the variables has one category in the domain"
    if covariance is None or df < 1:
        return "the answers lie in too few clusters for a variance"
    return "too many cells are empty for a test"


def _left_out(
    row: str, column: str, *, inside: Flags, answered: Flags, positive: Flags
) -> tuple[LeftOut, ...]:
    reasons = (
        (~inside, "outside the domain"),
        (inside & ~answered, f"no answer to '{row}' or '{column}'"),
        (inside & answered & ~positive, "a weight of zero"),
    )
    return tuple(LeftOut(int(rows.sum()), reason) for rows, reason in reasons if rows.any())
