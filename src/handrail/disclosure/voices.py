"""How much of what is quoted comes from one participant: length, and shares of quotations and of own words.

A short quotation hides its speaker among others; many of them, or long ones, put a way of speaking back
together that colleagues know. There is no published threshold for this: the limits are our judgement. As a
mark to steer by, a quarter of what somebody says in an hour (some 8,000 words) stays well under the 5,000
words that it took to tell novelists apart by style with confidence (Eder 2015, Digital Scholarship in the
Humanities 30, 167-182).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handrail.disclosure.limits import Limits
from handrail.disclosure.quotations import QuotationRequest, Refused

LENGTH_RULE = "a quotation has at most {most} words"
SHARE_RULE = "no participant gives more than {share:.0%} of a strand's quotations over all releases"
WORDS_RULE = "at most {share:.0%} of what one participant said is quoted over all releases"


@dataclass(frozen=True)
class Quoted:
    """A quotation that left in an earlier release.

    Attributes
    ----------
    participant
        Who said it; used to count, never printed.
    strand
        The strand of interviews.
    words
        How many words it has.
    """

    participant: str = field(repr=False)
    strand: str
    words: int


def words_in(text: str) -> int:
    """Return how many words a text has.

    Examples
    --------
    >>> words_in("Nobody rang us back.")
    4
    """
    return len(text.split())


def refuse_voices(
    requests: Sequence[QuotationRequest], quoted: Mapping[str, Quoted], limits: Limits
) -> tuple[Refused, ...]:
    """Return which of the quotations that passed every other rule would tell too much of one participant.

    Parameters
    ----------
    requests
        The quotations in the order in which they are asked for; of several the last is refused first.
    quoted
        Passage to what left in earlier releases: it counts, and is not refused again. Nor is a quotation
        whose words and role its participant approved.
    limits
        See :class:`Limits`.

    Examples
    --------
    >>> long = QuotationRequest("passage:1", "word " * 151, "P1", True, "unattributed", {})
    >>> [one.rule for one in refuse_voices([long], {}, Limits())]
    ['a quotation has at most 150 words']
    """
    # A passage that was made longer since it left is another one.
    longer = {one.id for one in requests if one.id in quoted and words_in(one.text) > quoted[one.id].words}
    quoted = {name: one for name, one in quoted.items() if name not in longer}
    new = [one for one in requests if one.id not in quoted and one.tier != "named-role"]
    refused = [one for one in new if words_in(one.text) > limits.longest_quotation]
    rule = LENGTH_RULE.format(most=limits.longest_quotation)
    refusals = [Refused(one.id, rule, "code a shorter passage within it") for one in refused]
    for strand in dict.fromkeys(request.strand for request in requests):
        here = [one for one in requests if one.strand == strand and one not in refused]
        too_much = _of_own_words(here, new, quoted, limits)
        refusals += [
            Refused(
                one.id,
                WORDS_RULE.format(share=limits.own_words_share),
                "quote less of this participant: remove [coding.approval] from another passage of theirs",
            )
            for one in too_much
        ]
        here = [one for one in here if one not in too_much]
        before = {name: one for name, one in quoted.items() if one.strand == strand}
        refusals += [
            Refused(
                one.id,
                SHARE_RULE.format(share=limits.participant_share),
                "let others speak: approve passages of other participants, or fewer of this one's",
            )
            for one in _beyond_share(here, new, before, limits)
        ]
    return tuple(refusals)


def _of_own_words(
    requests: Iterable[QuotationRequest],
    new: Sequence[QuotationRequest],
    quoted: Mapping[str, Quoted],
    limits: Limits,
) -> list[QuotationRequest]:
    """Return the quotations with which more of a participant's own words would leave than may."""
    spent: Counter[str] = Counter()
    for one in quoted.values():
        spent[one.participant] += one.words
    refused = []
    # What cannot be refused any more is counted first.
    for request in sorted(requests, key=lambda one: one in new):
        if request.id in quoted:
            continue
        words = words_in(request.text)
        most = max(limits.own_words_always, limits.own_words_share * request.said)
        if request in new and spent[request.participant] + words > most:
            refused.append(request)
        else:
            spent[request.participant] += words
    return refused


def _beyond_share(
    requests: Sequence[QuotationRequest],
    new: Sequence[QuotationRequest],
    before: Mapping[str, Quoted],
    limits: Limits,
) -> list[QuotationRequest]:
    """Return the last quotations of whoever gives too many, one by one until nobody does."""
    kept = [one for one in requests if one.id not in before]
    refused: list[QuotationRequest] = []
    while True:
        given = Counter([one.participant for one in before.values()] + [one.participant for one in kept])
        most = max(limits.always_quoted, limits.participant_share * given.total())
        last = [one for one in kept if one in new and given[one.participant] > most]
        if not last:
            return refused
        worst = max(given[one.participant] for one in last)
        refused.append([one for one in last if given[one.participant] == worst][-1])
        kept.remove(refused[-1])
