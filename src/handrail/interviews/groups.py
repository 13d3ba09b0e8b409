"""Groups: which levels of an attribute may be told apart, and how widely something was heard, in words.

With few interviews a count is a person. A level that fewer than three participants share is never told apart,
and what is said of a group is a word: this program's own rule, the seventh of its safeguarding rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from handrail.interviews.amounts import amount_words

SMALLEST_GROUP = 3
ENOUGH_FOR_AMOUNTS = 5
"""From so many participants on, "some" and "most" say something; below, only heard and not heard."""

OTHERS = "all others"
"""What levels that are taken together are called."""


def group_levels(people: Mapping[str, int]) -> dict[str, tuple[list[str], int]]:
    """Return the groups that may be told apart: their name, their levels, and how many participants.

    Parameters
    ----------
    people
        Level to the participants there.

    Examples
    --------
    >>> group_levels({"policing": 3, "government": 2, "academia": 1})
    {'policing': (['policing'], 3), 'all others': (['academia', 'government'], 3)}
    >>> group_levels({"policing": 4, "industry": 2})
    {'policing': (['policing'], 4)}
    """
    large = {level: ([level], count) for level, count in sorted(people.items()) if count >= SMALLEST_GROUP}
    small = sorted(level for level, count in people.items() if count < SMALLEST_GROUP)
    together = sum(people[level] for level in small)
    # One small level alone would be told apart by the total, whatever it is called.
    if len(small) > 1 and together >= SMALLEST_GROUP:
        large[OTHERS] = (small, together)
    return large


def left_over(people: Mapping[str, int]) -> int:
    """Return how many participants are in no group: who knows of all could tell what only these said.

    Examples
    --------
    >>> left_over({"policing": 4, "industry": 2}), left_over({"policing": 3, "government": 2, "academia": 1})
    (2, 0)
    """
    return sum(people.values()) - sum(count for _, count in group_levels(people).values())


def words_for(count: int, people: int) -> str:
    """Return how widely something was heard in a group, never as one voice.

    Examples
    --------
    >>> words_for(3, 3), words_for(0, 4), words_for(3, 5), words_for(5, 5)
    ('heard', 'not heard', 'most', 'almost all')
    """
    if people < ENOUGH_FOR_AMOUNTS:
        return "heard" if count else "not heard"
    # "All" of a group would say of each person in it what they said.
    said = amount_words(count, people)
    return {"no one": "not heard", "all": "almost all"}.get(said, said)
