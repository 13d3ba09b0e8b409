"""Amounts: how many participants, in words, because counts under three point at people."""

from __future__ import annotations

from typing import Literal

Amount = Literal["no one", "a few", "some", "most", "almost all", "all"]


def amount_words(n: int, of: int) -> Amount:
    """Return how many of the participants, in words.

    ======================================  ==============
    n participants of ``of``                words
    ======================================  ==============
    0                                       no one
    1 or 2                                  a few
    3 up to and including half              some
    more than half, under 90 %              most
    90 % and more, but not all              almost all
    all, and at least 3                     all
    ======================================  ==============

    One and two are the same words, so that nobody is counted out; two of two are "a few".

    Raises
    ------
    ValueError
        When ``n`` is negative or larger than ``of``.

    Examples
    --------
    >>> [amount_words(n, 11) for n in (0, 1, 2, 3, 5, 6, 9, 10, 11)]
    ['no one', 'a few', 'a few', 'some', 'some', 'most', 'most', 'almost all', 'all']
    """
    if not 0 <= n <= of:
        raise ValueError("n lies between 0 and the number of participants")
    if n < 3:
        return "no one" if n == 0 else "a few"
    if n == of:
        return "all"
    if 2 * n <= of:
        return "some"
    return "almost all" if 10 * n >= 9 * of else "most"
