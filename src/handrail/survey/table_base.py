"""The base of a table: whom it is of, whom it leaves out, and what the design lost with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from handrail.survey.domains import strata_losses
from handrail.survey.estimates import TableBase
from handrail.survey.linearise import EVERYBODY, Flags
from handrail.survey.question import Question, check_base
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


def base_of(design: Sampling, question: Question, used: Flags, left_out: tuple[LeftOut, ...]) -> TableBase:
    """Return the base of a table of estimates.

    Parameters
    ----------
    design, question
        How the sample was drawn, and what was asked of it.
    used
        Shape (rows,): who is in the table.
    left_out
        The others, each for one reason.

    Raises
    ------
    DataError
        Where both are not all rows of the design.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> asked = Question("y", (), None, "wald", "design", 0.95)
    >>> design = Design(pl.DataFrame({"y": [1, 0, None]}))
    >>> base_of(design, asked, np.array([True, True, False]), (LeftOut(1, "no answer to 'y'"),)).base
    2
    """
    base = int(np.count_nonzero(used))
    check_base(design, base, left_out)
    lost, without = strata_losses(design, used)
    rows = EVERYBODY if base == len(used) else used
    return TableBase(
        df_rule=question.df,
        lonely_rule=design.lonely,
        lonely_strata=design.lonely_strata,
        strata_lost=lost,
        strata_without_answers=without,
        left_out=left_out,
        base=base,
        weighted_base=float(design.weight[rows].sum()) if design.weights else None,
    )
