"""Draw the invented survey of the demonstration study from the truth planted in demonstration_truth.json.

Run ``python tools/make_demonstration_survey.py``: it rewrites the same bytes.
"""

from __future__ import annotations

import json
from math import exp
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
TRUTH = Path(__file__).with_name("demonstration_truth.json")
TARGET = ROOT / "src/handrail/study/demonstration/sources/young-adults.csv"

COLUMNS = (
    "respondent",
    "weight",
    "country",
    "gender",
    "age",
    "stratum",
    "cluster",
    "unwanted_contact",
    "asked_to_move_platform",
    "told_someone",
    "report_useful",
    "hours_online",
    "public_profile",
)
YES, NO, DO_NOT_KNOW, NO_ANSWER = "1", "2", "8", "9"


class Draw:
    """Uniform numbers from one seed; everything else is made from them.

    numpy promises its generators' raw streams, not the methods built on them: a normal or a choice may change
    with a version, and the file would no longer come out the same.
    """

    def __init__(self, seed: int) -> None:
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

    def one_of(self, shares: dict[str, float]) -> str:
        """Return a key with its share as probability."""
        left = self.uniform() * sum(shares.values())
        for key, share in shares.items():
            left -= share
            if left < 0:
                return key
        return list(shares)[-1]


def draw(truth: dict[str, Any]) -> list[dict[str, str]]:
    """Return the respondents, one mapping of column to written answer each."""
    chance = Draw(truth["seed"])
    rows: list[dict[str, str]] = []
    for stratum, country in enumerate(truth["country_of_stratum"], start=1):
        for number in range(1, truth["clusters_per_stratum"] + 1):
            shift = chance.normal(0, truth["cluster_spread_logit"])
            for _ in range(truth["respondents_per_cluster"]):
                row = _respondent(chance, truth, country, shift)
                rows.append(
                    {
                        "respondent": f"{1001 + len(rows)}",
                        "stratum": str(stratum),
                        "cluster": str(100 * stratum + number),
                        **row,
                    }
                )
    return rows


def _respondent(chance: Draw, truth: dict[str, Any], country: str, shift: float) -> dict[str, str]:
    missing = truth["missing"]
    gender = chance.one_of(truth["gender_shares"])
    youngest, oldest = truth["age_range"]
    age = youngest + int(chance.uniform() * (oldest - youngest + 1))
    public = chance.happens(truth["profile_public"][country])
    effects = truth["unwanted_contact_logit"]
    logit = effects["intercept"] + shift + effects["profile_public"] * public
    logit += {"1": effects["woman"], "3": effects["another_gender"]}.get(gender, 0.0)
    contacted = chance.happens(1 / (1 + exp(-logit)))
    contact = YES if contacted else NO
    if chance.happens(missing["unwanted_contact_do_not_know"]):
        contact = DO_NOT_KNOW
    elif chance.happens(missing["unwanted_contact_no_answer"]):
        contact = NO_ANSWER
    moved = truth["asked_to_move_platform"]["18 to 21" if age <= 21 else "22 to 25"]
    hours = truth["hours_online"]
    spent = max(0.5, chance.normal(hours[country], hours["standard_deviation"]))
    answers = {
        "asked_to_move_platform": _answer(chance, moved, missing["asked_to_move_platform"]),
        "told_someone": _answer(chance, truth["told_someone"], missing["told_someone"]),
        "report_useful": _answer(chance, truth["report_useful"], missing["report_useful"]),
    }
    if contact != YES:
        # The questionnaire asks these of those who reported contact.
        answers = dict.fromkeys(answers, "")
    weight = truth["weight_of_country"][country] * exp(chance.normal(0, truth["weight_spread"]))
    return {
        "weight": f"{weight:.4f}",
        "country": str(truth["countries"][country]),
        "gender": gender,
        "age": str(age),
        "unwanted_contact": contact,
        **answers,
        "hours_online": "" if chance.happens(missing["hours_online"]) else f"{round(spent * 2) / 2:.1f}",
        "public_profile": NO_ANSWER if chance.happens(missing["profile_public"]) else (YES if public else NO),
    }


def _answer(chance: Draw, probability: float, no_answer: float) -> str:
    said = YES if chance.happens(probability) else NO
    return NO_ANSWER if chance.happens(no_answer) else said


def write(rows: list[dict[str, str]], target: Path) -> None:
    """Write the respondents as csv with the same line ends everywhere."""
    lines = [",".join(COLUMNS), *(",".join(row[column] for column in COLUMNS) for row in rows)]
    target.write_bytes(("\n".join(lines) + "\n").encode("ascii"))


if __name__ == "__main__":
    write(draw(json.loads(TRUTH.read_text("utf-8"))), TARGET)
