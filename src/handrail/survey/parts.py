"""Parts: numbers of respondents that must add to the whole they are parts of."""

from __future__ import annotations

import math
from collections.abc import Mapping

from handrail.values.errors import DataError

_SLACK = 1e-9


def check_parts(whole: float, parts: Mapping[str, float], *, of: str) -> None:
    """Refuse parts that do not add to their whole, with the arithmetic.

    Parameters
    ----------
    whole
        Such as the rows of a survey.
    parts
        What each part is, such as "in the analysis" and "no answer", to its number; whole numbers must add
        exactly, weighted ones but for rounding.
    of
        What the whole is, in a reader's words.

    Raises
    ------
    DataError
        Where the sum is another number.

    Examples
    --------
    >>> check_parts(13677, {"answered": 11149, "no answer": 2528}, of="rows of the survey")
    >>> check_parts(13677, {"answered": 11149, "no answer": 2000}, of="rows of the survey")
    Traceback (most recent call last):
    handrail.values.errors.DataError: ...; received: 11149 (answered) + 2000 (no answer) = 13149, not 13677...
    """
    numbers = list(parts.values())
    exact = all(float(number).is_integer() for number in (whole, *numbers))
    found = math.fsum(numbers)
    gap = whole - found
    if gap == 0 if exact else abs(gap) <= _SLACK * max(abs(whole), 1.0):
        return
    terms = " + ".join(f"{number:.12g} ({what})" for what, number in parts.items()) or "nothing"
    side = f"{gap:.12g} missing" if gap > 0 else f"{-gap:.12g} too many"
    raise DataError.because(
        f"parts add to the {of}",
        f"{terms} = {found:.12g}, not {whole:.12g}: {side}",
        "find who is in no part, or in two",
    )
