"""Draw the two invented surveys of the demonstration study from the truth in demonstration_truth.json.

Run ``python tools/make_demonstration_surveys.py``: it rewrites the same bytes, and the population values that
follow from what is planted.
"""

from __future__ import annotations

import json
from math import exp, log
from pathlib import Path
from statistics import NormalDist
from textwrap import indent

import demonstration_population as population
import numpy as np
from demonstration_population import FACTORS, FOLLOW_UPS, ITEMS, OUTCOMES, Shares, Truth, Youth

ROOT = Path(__file__).resolve().parents[1]
TRUTH = Path(__file__).with_name("demonstration_truth.json")
SOURCES = ROOT / "src/handrail/study/demonstration/sources"

POLICE_COLUMNS = (
    "respondent",
    "country",
    "role",
    "years",
    "meets_cases",
    "trained",
    "training_planned",
    "caseload",
    "contact_industry",
    "answer_in_time",
    "aims_shared",
    "confident",
)
YOUNG_ADULT_COLUMNS = (
    *("respondent", "weight", "stratum", "country", "gender", "age", "contact"),
    *FACTORS,
    *FOLLOW_UPS,
    *ITEMS,
    *OUTCOMES,
)
YES, NO, DO_NOT_KNOW, NO_ANSWER, NOT_ASKED = "1", "2", "8", "9", ""
GENDERS = {"women": "1", "men": "2", "another": "3"}
Row = dict[str, str]


class Draw:
    """Uniform numbers from one seed; everything else is made from them.

    numpy promises its generators' raw streams, not the methods built on them: a normal or a choice may change
    with a version, and the file would no longer come out the same.
    """

    def __init__(self, *seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self) -> float:
        """Return a number strictly between 0 and 1."""
        return (int(self._bits.random_raw() >> 11) + 0.5) / 2**53

    def happens(self, probability: float) -> bool:
        """Return whether an event of that probability happens."""
        return self.uniform() < probability

    def normal(self, mean: float, spread: float) -> float:
        """Return a normal number."""
        return NormalDist(mean, spread).inv_cdf(self.uniform())

    def failures(self, mean: float) -> int:
        """Return a geometric number of 0, 1, 2, ... with that mean."""
        return int(log(self.uniform()) / log(mean / (1 + mean)))

    def one_of(self, shares: Shares) -> str:
        """Return a key with its share as probability."""
        left = self.uniform() * sum(shares.values())
        for key, share in shares.items():
            left -= share
            if left < 0:
                return key
        return list(shares)[-1]


def police(truth: Truth, seed: int | None = None) -> list[Row]:
    """Return the police officers, one mapping of column to written answer each.

    Those without a country come from one of the three, as often as its officers are in the sample.
    """
    chance, planted = Draw(truth["seed"] if seed is None else seed, 1), truth["police"]
    named = {name: float(count) for name, count in planted["respondents"].items() if name}
    rows: list[Row] = []
    for country, count in planted["respondents"].items():
        for _ in range(count):
            row = _officer(chance, planted, country or chance.one_of(named))
            rows.append({**row, "country": planted["codes"][country]})
    return _numbered(chance, rows, 20001)


def _officer(chance: Draw, planted: Truth, country: str) -> Row:
    missing: Shares = planted["missing"]

    def said(name: str, answer: str) -> str:
        return NO_ANSWER if chance.happens(missing[name]) else answer

    def yes_no(name: str, share: float) -> str:
        return said(name, _yes(chance, share))

    role = chance.one_of(planted["role"][country])
    is_trained = chance.happens(planted["trained"][country])
    odds = planted["confident_untrained"] / (1 - planted["confident_untrained"])
    odds *= planted["confident_trained_odds_ratio"] if is_trained else 1
    row = {
        "role": said("role", role),
        "years": said("years", chance.one_of(planted["years"][country])),
        "meets_cases": yes_no("meets_cases", planted["meets_cases"][country]),
        "trained": said("trained", YES if is_trained else NO),
        "training_planned": yes_no("training_planned", planted["training_planned"][country]),
        # Two geometric parts: cases pile up on some desks more than chance would have it.
        "caseload": str(sum(chance.failures(planted["caseload_mean"][role] / 2) for _ in range(2))),
        "contact_industry": said("contact_industry", chance.one_of(planted["contact_industry"][country])),
        "answer_in_time": yes_no("answer_in_time", planted["answer_in_time"][country]),
        "aims_shared": said("aims_shared", chance.one_of(planted["aims_shared"][country])),
        "confident": yes_no("confident", odds / (1 + odds)),
    }
    if chance.happens(missing["caseload"]) or row["meets_cases"] != YES:
        row["caseload"] = NOT_ASKED
    if row["trained"] != YES:
        row["training_planned"] = NOT_ASKED
    if row["contact_industry"] not in ("1", "2"):
        row["answer_in_time"] = NOT_ASKED
    return row


def young_adults(truth: Truth, seed: int | None = None) -> list[Row]:
    """Return the young adults, one mapping of column to written answer each."""
    seed, planted = truth["seed"] if seed is None else seed, truth["young_adults"]
    # Outcomes have numbers of their own, so that no other column moves with them.
    chance, of_outcomes = Draw(seed, 2), Draw(seed, 3)
    genders: Shares = planted["population_of_gender"]
    cells = {
        "women": {"women": 1.0},
        "others": {name: share for name, share in genders.items() if name != "women"},
    }
    everyone = sum(sum(planted[cell].values()) for cell in cells)
    rows: list[Row] = []
    for country, code in planted["codes"].items():
        for cell, of_cell in cells.items():
            share = planted["population_of_country"][country] * sum(genders[name] for name in of_cell)
            weight = share / (planted[cell][country] / everyone)
            for _ in range(planted[cell][country]):
                gender = chance.one_of(of_cell)
                youth = _youth(chance, planted, country, gender)
                row = _young_adult(chance, of_outcomes, planted, youth)
                if cell == "others" and chance.happens(planted["gender_prefer_not_to_say"]):
                    row["gender"] = NO_ANSWER
                spread = planted["weight_spread"]
                row["weight"] = f"{weight * exp(chance.normal(-spread * spread / 2, spread)):.4f}"
                row["stratum"] = code + ("1" if cell == "women" else "2")
                rows.append(row)
    return _numbered(chance, rows, 10001)


def _youth(chance: Draw, planted: Truth, country: str, gender: str) -> Youth:
    concern = chance.one_of(planted["concern_orientation"][gender])
    adversity = chance.happens(population.adversity_share(planted, gender, concern))
    hours = float(chance.one_of(population.hours_shares(planted, country, adversity)))
    public = chance.happens(population.public_share(planted, country, hours))
    talked = chance.happens(population.talked_share(planted, adversity))
    lesson = chance.happens(population.lesson_share(planted, country))
    shared = chance.happens(population.shared_share(planted, public, adversity, talked))
    return Youth(country, gender, concern, adversity, hours, public, talked, lesson, shared)


def _young_adult(chance: Draw, of_outcomes: Draw, planted: Truth, youth: Youth) -> Row:
    missing: Shares = planted["missing"]

    def said(name: str, answer: str, instead: tuple[str, ...] = (DO_NOT_KNOW, NO_ANSWER)) -> str:
        """Return the answer, or one that is none: which respondents do so has nothing to do with anything."""
        if chance.happens(missing[name]):
            return instead[int(chance.uniform() * len(instead))]
        return answer

    met = chance.happens(population.contact_share(planted, youth))
    profile = chance.one_of(planted["profile_of_contacted"]) if met else "little"
    youngest, oldest = planted["age_range"]
    row = {
        "country": planted["codes"][youth.country],
        "gender": GENDERS[youth.gender],
        "age": str(youngest + int(chance.uniform() * (oldest - youngest + 1))),
        "contact": said("contact", YES if met else NO),
        "shared_details": said("shared_details", YES if youth.shared else NO),
        "concern_orientation": said("concern_orientation", youth.concern, (NO_ANSWER,)),
        "offline_adversity": said("offline_adversity", YES if youth.adversity else NO),
        "public_profile": said("public_profile", YES if youth.public else NO),
        "hours_online": said("hours_online", f"{youth.hours:.1f}", (NOT_ASKED,)),
        "talked_at_home": said("talked_at_home", YES if youth.talked else NO),
        "school_lesson": said("school_lesson", YES if youth.lesson else NO),
    }
    follow_ups = {
        "told_someone": population.told_share(planted, youth),
        "report_useful": planted["report_useful"][youth.country],
        "upset": planted["upset"].get(profile, 0.0),
    }
    for name, share in follow_ups.items():
        answer = said(name, _yes(chance, share))
        # The questionnaire asks these of those who reported contact.
        row[name] = answer if row["contact"] == YES else NOT_ASKED
    for name in ITEMS:
        row[name] = said(name, _yes(chance, planted["items"][name][profile]), (NO_ANSWER,))
    for name in OUTCOMES:
        answer = _yes(of_outcomes, planted["outcomes"][name][profile])
        row[name] = NO_ANSWER if of_outcomes.happens(missing[name]) else answer
    return row


def _yes(chance: Draw, share: float) -> str:
    return YES if chance.happens(share) else NO


def _numbered(chance: Draw, rows: list[Row], first: int) -> list[Row]:
    """Shuffle the rows, so that the order of the file says nothing, and number them."""
    order = sorted(range(len(rows)), key=[chance.uniform() for _ in rows].__getitem__)
    return [{**rows[place], "respondent": str(first + number)} for number, place in enumerate(order)]


def csv_bytes(rows: list[Row], columns: tuple[str, ...]) -> bytes:
    """Return the respondents as csv, with the same line ends everywhere."""
    lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode("ascii")


def files(truth: Truth) -> dict[str, bytes]:
    """Return the two survey files by name."""
    return {
        "police.csv": csv_bytes(police(truth), POLICE_COLUMNS),
        "young-adults.csv": csv_bytes(young_adults(truth), YOUNG_ADULT_COLUMNS),
    }


def read_truth() -> Truth:
    """Return what is planted, with the recorded population values."""
    planted: Truth = json.loads(TRUTH.read_text("utf-8"))
    return planted


def values(truth: Truth) -> Truth:
    """Return the exact population values that follow from what is planted about the young adults."""
    return population.population_values(truth["young_adults"])


if __name__ == "__main__":
    everything = read_truth()
    for file, content in files(everything).items():
        (SOURCES / file).write_bytes(content)
    # What is planted stays as it was typed; only what follows from it is written anew.
    typed = TRUTH.read_text("utf-8").split('  "values": ')[0]
    follows = indent(json.dumps(values(everything), indent=2), "  ").lstrip()
    TRUTH.write_text(f'{typed}  "values": {follows}\n}}\n', "utf-8")
