"""The invented population that the demonstration's young adults are drawn from, and its exact values.

The generator draws from the shares below one after another; ``population_values`` adds up every combination
of them. Hours are planted in halves, so that the sums are exact and nothing is integrated approximately.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Any

import numpy as np

Truth = dict[str, Any]
Shares = dict[str, float]

FACTORS = (
    "shared_details",
    "concern_orientation",
    "offline_adversity",
    "public_profile",
    "hours_online",
    "talked_at_home",
    "school_lesson",
)
FOLLOW_UPS = ("told_someone", "report_useful", "upset")
OUTCOMES = ("lay_awake", "knew_help")
"""Asked of everyone, and told by the profile: what came after."""
ITEMS = (
    "turned_sexual",
    "asked_picture",
    "gave_presents",
    "asked_secrecy",
    "asked_to_move",
    "asked_to_meet",
    "threatened",
    "came_back",
)
PROFILES = ("little", "approached", "drawn_in", "pressed")


@dataclass(frozen=True)
class Youth:
    """An invented young adult's circumstances between 12 and 16.

    Attributes
    ----------
    country, gender
        Names, as in the planted truth; ``gender`` is ``women``, ``men`` or ``another``.
    concern
        Worry about the own sexual orientation: ``1`` yes, ``2`` no, ``3`` prefers not to say.
    hours
        Hours online a day, in halves.
    adversity, public, talked, lesson, shared
        The yes/no circumstances.
    """

    country: str
    gender: str
    concern: str
    adversity: bool
    hours: float
    public: bool
    talked: bool
    lesson: bool
    shared: bool


ASKED_OF_PROFILES: dict[str, Callable[[Youth], float]] = {
    "public_profile": lambda youth: youth.public,
    "talked_at_home": lambda youth: youth.talked,
    "school_lesson": lambda youth: youth.lesson,
    "offline_adversity": lambda youth: youth.adversity,
    "hours_online": lambda youth: youth.hours,
    "shared_details": lambda youth: youth.shared,
    "gender": lambda youth: youth.gender == "men",
}
"""The covariates of the demonstration's typology, by column."""


def youths(planted: Truth, country: str, gender: str) -> Iterator[tuple[float, Youth]]:
    """Yield every combination of circumstances with its share among one country's people of one gender."""
    for concern, of_concern in planted["concern_orientation"][gender].items():
        for adversity, of_adversity in yes_no(adversity_share(planted, gender, concern)):
            for hours, of_hours in hours_shares(planted, country, adversity).items():
                for public, of_public in yes_no(public_share(planted, country, float(hours))):
                    for talked, of_talked in yes_no(talked_share(planted, adversity)):
                        for lesson, of_lesson in yes_no(lesson_share(planted, country)):
                            for shared, of_shared in yes_no(shared_share(planted, public, adversity, talked)):
                                yield (
                                    of_concern
                                    * of_adversity
                                    * of_hours
                                    * of_public
                                    * of_talked
                                    * of_lesson
                                    * of_shared,
                                    Youth(
                                        country,
                                        gender,
                                        concern,
                                        adversity,
                                        float(hours),
                                        public,
                                        talked,
                                        lesson,
                                        shared,
                                    ),
                                )


def population_values(planted: Truth) -> Truth:
    """Return the shares (and mean hours) that hold in the invented population, to six decimals.

    Everyone counts by the planted sizes of countries and genders, whatever the quotas of the sample are.
    Follow-up questions are among those contacted.
    """
    whole = [
        (planted["population_of_country"][country] * planted["population_of_gender"][gender] * share, youth)
        for country in planted["codes"]
        for gender in planted["population_of_gender"]
        for share, youth in youths(planted, country, gender)
    ]

    def contact(youth: Youth) -> float:
        return contact_share(planted, youth)

    profiles = {"little": 1.0 - _mean(whole, contact)}
    for name, share in planted["profile_of_contacted"].items():
        profiles[name] = (1.0 - profiles["little"]) * share
    contacted = [(share * contact(youth), youth) for share, youth in whole]
    countries = {name: [(s, y) for s, y in whole if y.country == name] for name in planted["codes"]}
    moved = planted["items"]["asked_to_move"]
    upset = sum(planted["profile_of_contacted"][name] * share for name, share in planted["upset"].items())
    return _rounded(
        {
            "contact": _mean(whole, contact),
            "contact_by_country": {name: _mean(part, contact) for name, part in countries.items()},
            "contact_by_public_profile": {
                word: _mean([(s, y) for s, y in whole if y.public is public], contact)
                for word, public in (("yes", True), ("no", False))
            },
            "told_someone": _mean(contacted, lambda youth: told_share(planted, youth)),
            "report_useful": _mean(contacted, lambda youth: float(planted["report_useful"][youth.country])),
            "upset": upset,
            "hours_online_by_country": {
                name: _mean(part, lambda youth: youth.hours) for name, part in countries.items()
            },
            "asked_to_move_by_country": {
                name: _mean(part, lambda youth: _of_item(planted, moved, contact(youth)))
                for name, part in countries.items()
            },
            "items": {
                name: sum(profiles[profile] * share for profile, share in planted["items"][name].items())
                for name in ITEMS
            },
            "profiles": profiles,
            "outcomes": {
                name: sum(profiles[profile] * share for profile, share in planted["outcomes"][name].items())
                for name in OUTCOMES
            },
            "profile_odds_ratio": odds_ratios([(s, y) for s, y in whole if y.gender != "another"], contact),
        }
    )


def odds_ratios(people: list[tuple[float, Youth]], happens: Callable[[Youth], float]) -> Shares:
    """Return the odds ratios that a model of what the typology is asked about has in the whole population.

    The model leaves out country and worry, so that these are near the planted ones and not the same. Which
    profile somebody contacted is in has nothing to do with circumstances: the odds of each profile against
    the first multiply as those of contact do.
    """
    share, met = (np.array(one) for one in zip(*((s, happens(youth)) for s, youth in people), strict=True))
    present = np.array(
        [[1.0, *(float(one(youth)) for one in ASKED_OF_PROFILES.values())] for _, youth in people]
    )
    logit = np.zeros(present.shape[1])
    for _ in range(12):  # Newton's steps; they stand still after six
        likely = 1 / (1 + np.exp(-present @ logit))
        information = present.T @ (present * (share * likely * (1 - likely))[:, None])
        logit += np.linalg.solve(information, present.T @ (share * (met - likely)))
    return dict(zip(ASKED_OF_PROFILES, np.exp(logit[1:]).tolist(), strict=True))


def adversity_share(planted: Truth, gender: str, concern: str) -> float:
    """Return the share that was hurt or neglected at home, or bullied."""
    effects = planted["offline_adversity_logit"]
    worry = {"1": effects["concern"], "3": effects["not_said"]}.get(concern, 0.0)
    return share_of(effects["intercept"] + effects.get(gender, 0.0) + worry)


def hours_shares(planted: Truth, country: str, adversity: bool) -> Shares:
    """Return the shares of hours online a day: a normal spread, in halves, its ends drawn in."""
    hours = planted["hours_online"]
    normal = NormalDist(hours[country] + hours["offline_adversity"] * adversity, hours["standard_deviation"])
    halves = [half / 2 for half in range(round(2 * hours["least"]), round(2 * hours["most"]) + 1)]
    limits = [0.0, *(normal.cdf(half + 0.25) for half in halves[:-1]), 1.0]
    return {f"{half:.1f}": limits[place + 1] - limits[place] for place, half in enumerate(halves)}


def public_share(planted: Truth, country: str, hours: float) -> float:
    """Return the share whose main account strangers could see."""
    effects = planted["public_profile_logit"]
    return share_of(effects[country] + effects["hour_above_3.5"] * (hours - 3.5))


def talked_share(planted: Truth, adversity: bool) -> float:
    """Return the share that could talk at home about life online."""
    effects = planted["talked_at_home_logit"]
    return share_of(effects["intercept"] + effects["offline_adversity"] * adversity)


def lesson_share(planted: Truth, country: str) -> float:
    """Return the share that had a lesson on what to do."""
    return share_of(planted["school_lesson_logit"][country])


def shared_share(planted: Truth, public: bool, adversity: bool, talked: bool) -> float:
    """Return the share that gave details to someone known only online."""
    effects = planted["shared_details_logit"]
    return share_of(
        effects["intercept"]
        + effects["public_profile"] * public
        + effects["offline_adversity"] * adversity
        + effects["talked_at_home"] * talked
    )


def contact_share(planted: Truth, youth: Youth) -> float:
    """Return the share with unwanted contact among those in the same circumstances."""
    ratio = planted["contact_odds_ratio"]
    present = {
        "shared_details": youth.shared,
        "concern_yes": youth.concern == "1",
        "concern_not_said": youth.concern == "3",
        "offline_adversity": youth.adversity,
        "public_profile": youth.public,
        "talked_at_home": youth.talked,
        "school_lesson": youth.lesson,
        youth.gender: youth.gender in ratio,
        youth.country: youth.country in ratio,
    }
    logit = planted["contact_baseline_logit"] + log(ratio["hour"]) * (youth.hours - 3.5)
    return share_of(logit + sum(log(ratio[name]) for name, holds in present.items() if holds))


def told_share(planted: Truth, youth: Youth) -> float:
    """Return the share of those contacted that told someone."""
    return float(planted["told_someone"]["talked_at_home" if youth.talked else "not_talked_at_home"])


def share_of(logit: float) -> float:
    """Return the share with these log odds."""
    return 1 / (1 + exp(-logit))


def yes_no(share: float) -> tuple[tuple[bool, float], tuple[bool, float]]:
    """Return both answers with their shares."""
    return (True, share), (False, 1 - share)


def _of_item(planted: Truth, shares: Shares, contact: float) -> float:
    met: float = sum(planted["profile_of_contacted"][name] * shares[name] for name in PROFILES[1:])
    return (1 - contact) * shares["little"] + contact * met


def _mean(people: list[tuple[float, Youth]], quantity: Callable[[Youth], float]) -> float:
    return sum(share * quantity(youth) for share, youth in people) / sum(share for share, _ in people)


def _rounded(values: Truth) -> Truth:
    return {
        name: _rounded(value) if isinstance(value, dict) else round(value, 6)
        for name, value in values.items()
    }
