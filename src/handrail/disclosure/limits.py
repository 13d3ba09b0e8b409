"""The smallest things that may leave, and how far a number may rest on one respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AfterChange = Literal["wait", "round"]


@dataclass(frozen=True)
class Limits:
    """What disclosure review measures with.

    The rules of magnitudes are those of Hundepool and others (2012, Statistical Disclosure Control, Wiley,
    chapter 4): the (n,k) rule with n = 2, and the p% rule.

    Attributes
    ----------
    smallest_cell
        Unweighted respondents in a cell, and in its complement; and how wide the interval must be within
        which a reader can place a withheld cell or a group of fewer.
    smallest_group
        Participants who share the attributes shown with a quotation.
    after_change
        What happens to a table when fewer respondents than ``smallest_cell`` moved since it last left: the
        earlier one stands until enough did (``wait``), or it leaves rounded to fives (``round``).
    two_largest
        (n,k) rule: the share of a sum that its two largest respondents may reach, between 0 and 1.
    p_percent
        p% rule: the rest of a sum must be at least this part of its largest respondent, so that the second
        largest cannot reckon the largest more closely.
    residual_df
        Respondents minus coefficients that a model must have.
    most_unknowns
        The most unknown groups of respondents that the attacker considers at once; tables that would need
        more are attacked apart, which the report says.
    participant_share, always_quoted
        The largest share of a strand's quotations that one participant may give, over all releases, and how
        many they may give whatever their share.
    longest_quotation
        Words of one quotation: a minute of speech.
    own_words_share, own_words_always
        The largest share of what a participant said that may be quoted, over all releases, and how many words
        may be whatever their share.

    Examples
    --------
    >>> Limits().smallest_cell, Limits(smallest_cell=5).after_change
    (10, 'wait')
    """

    smallest_cell: int = 10
    smallest_group: int = 3
    after_change: AfterChange = "wait"
    two_largest: float = 0.9
    p_percent: float = 0.1
    residual_df: int = 10
    most_unknowns: int = 2000
    participant_share: float = 0.25
    always_quoted: int = 3
    longest_quotation: int = 150
    own_words_share: float = 0.25
    own_words_always: int = 100
