"""Draw the demonstration's surveys many times and see whether Handrail finds what was planted.

Run ``python tools/check_demonstration_truth.py --seeds 50 --jobs 2``. For every seed it estimates shares,
means, odds ratios, the number of profiles and what goes together with them as a study would; it prints how
often intervals cover the truth.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import log
from multiprocessing import get_context
from statistics import fmean, geometric_mean
from typing import Any

import make_demonstration_surveys as make
import numpy as np
import polars as pl
from demonstration_population import ASKED_OF_PROFILES, FOLLOW_UPS, ITEMS, OUTCOMES, PROFILES, Truth

from handrail.survey import Design
from handrail.typology import LatentClasses, class_covariates, class_outcomes, compare_classes
from handrail.typology.matching import matched

SHARE, MEAN, ODDS_RATIO = "share", "mean", "odds ratio"
OF_PROFILE, RATIO_OF_PROFILE = "share in a profile", "odds ratio of a profile"
CONSIDERED = range(1, 7)
FORMULA = (
    "contact ~ shared_details + concern_orientation + offline_adversity + public_profile + hours_online"
    " + talked_at_home + school_lesson + gender + country"
)
# Names as in the planted truth, by the term's name in the table of the model.
TERMS = {
    "shared_details": "shared_details",
    "concern_orientation[yes]": "concern_yes",
    "concern_orientation[not said]": "concern_not_said",
    "offline_adversity": "offline_adversity",
    "public_profile": "public_profile",
    "hours_online": "hour",
    "talked_at_home": "talked_at_home",
    "school_lesson": "school_lesson",
    "gender[men]": "men",
    "country[Ireland]": "Ireland",
    "country[Italy]": "Italy",
}
YES_NO = {"1": 1, "2": 0}
RATIOS = (ODDS_RATIO, RATIO_OF_PROFILE)


@dataclass(frozen=True)
class Found:
    """One estimate beside what was planted.

    Attributes
    ----------
    kind, quantity
        ``share``, ``mean`` or ``odds ratio``, of everybody or of a profile, and of what.
    truth, estimate, se, low, high
        On the scale of the kind; ``se`` of an odds ratio is that of its logarithm.
    """

    kind: str
    quantity: str
    truth: float
    estimate: float
    se: float
    low: float
    high: float

    @property
    def covers(self) -> bool:
        """Whether the interval covers the truth."""
        return self.low <= self.truth <= self.high

    @property
    def distance(self) -> float:
        """Distance from the truth in standard errors."""
        if self.kind in RATIOS:
            return abs(log(self.estimate / self.truth)) / self.se
        return abs(self.estimate - self.truth) / self.se


def young_adult_frame(rows: list[make.Row]) -> pl.DataFrame:
    """Return the young adults' answers with every code for no answer as missing."""
    frame = pl.DataFrame(rows)
    codes = {
        "country": {"1": "UK", "2": "Ireland", "3": "Italy"},
        "gender": {"1": "women", "2": "men"},
        "concern_orientation": {"2": "no", "1": "yes", "3": "not said"},
    }
    yes_no = [name for name in make.YOUNG_ADULT_COLUMNS[6:] if name not in (*codes, "hours_online")]
    return frame.with_columns(
        pl.col("weight").cast(pl.Float64),
        pl.col("hours_online").replace("", None).cast(pl.Float64),
        *_words(codes),
        *(pl.col(name).replace_strict(YES_NO, default=None, return_dtype=pl.Int8) for name in yes_no),
    )


def police_frame(rows: list[make.Row]) -> pl.DataFrame:
    """Return the officers' answers with every code for no answer as missing."""
    codes = {"country": {"1": "UK", "2": "Netherlands", "3": "Italy"}}
    yes_no = ("meets_cases", "trained", "training_planned", "answer_in_time", "confident")
    kept = {
        name: {str(code): str(code) for code in (1, 2, 3)}
        for name in ("role", "contact_industry", "aims_shared")
    }
    return pl.DataFrame(rows).with_columns(
        pl.col("caseload").replace("", None).cast(pl.Float64),
        *_words(codes | kept),
        *(pl.col(name).replace_strict(YES_NO, default=None, return_dtype=pl.Int8) for name in yes_no),
    )


def _words(codes: dict[str, dict[str, str]]) -> Iterator[pl.Expr]:
    for name, words in codes.items():
        order = pl.Enum(list(words.values()))
        yield pl.col(name).replace_strict(words, default=None, return_dtype=order)


def young_adult_shares(frame: pl.DataFrame, truth: Truth) -> list[Found]:
    """Return the young adults' shares and mean hours beside the population's."""
    design, values = Design(frame, weights="weight", strata="stratum"), truth["values"]
    by_profile = {YES_NO[make.YES]: "yes", YES_NO[make.NO]: "no"}
    visible = {code: values["contact_by_public_profile"][word] for code, word in by_profile.items()}
    found = [
        _share(design, "contact", values["contact"]),
        *_shares_by(design, "contact", "country", values["contact_by_country"]),
        *_shares_by(design, "contact", "public_profile", visible),
        *_shares_by(design, "asked_to_move", "country", values["asked_to_move_by_country"]),
        *(_share(design, name, values[name], pl.col("contact") == 1) for name in FOLLOW_UPS),
        *(_share(design, name, values["items"][name]) for name in ITEMS),
    ]
    for row in design.mean("hours_online", by="country").table.iter_rows(named=True):
        found.append(
            _found(
                MEAN, "hours_online", row, values["hours_online_by_country"][row["country"]], row["country"]
            )
        )
    return found


def police_shares(frame: pl.DataFrame, truth: Truth) -> list[Found]:
    """Return the officers' shares and mean caseloads beside the planted ones."""
    design, planted = Design(frame), truth["police"]
    found: list[Found] = []
    for name in ("meets_cases", "trained", "training_planned", "answer_in_time"):
        found += _shares_by(design, name, "country", planted[name])
    for name in ("contact_industry", "aims_shared"):
        for row in design.proportion(name, by="country").table.iter_rows(named=True):
            share = planted[name][row["country"]][row["category"]]
            found.append(_found(SHARE, name, row, share, row["country"], row["category"]))
    untrained = planted["confident_untrained"]
    odds = planted["confident_trained_odds_ratio"] * untrained / (1 - untrained)
    found += _shares_by(design, "confident", "trained", {0: untrained, 1: odds / (1 + odds)})
    where = pl.col("meets_cases") == 1
    for row in design.mean("caseload", by="role", where=where).table.iter_rows(named=True):
        found.append(
            _found(MEAN, "caseload", row, planted["caseload_mean"][row["role"]], "role", row["role"])
        )
    return found


def odds_ratios(young: pl.DataFrame, police: pl.DataFrame, truth: Truth) -> list[Found]:
    """Return the odds ratios of both surveys beside the planted ones."""
    model = Design(young, weights="weight", strata="stratum").logit(FORMULA)
    planted = truth["young_adults"]["contact_odds_ratio"]
    rows = {row["term"]: row for row in model.table.iter_rows(named=True)}
    found = [_odds_ratio(f"contact, {name}", rows[term], planted[name]) for term, name in TERMS.items()]
    trained = Design(police).logit("confident ~ trained").table.filter(pl.col("term") == "trained")
    ratio = truth["police"]["confident_trained_odds_ratio"]
    return [*found, _odds_ratio("confident, trained", trained.row(0, named=True), ratio)]


def number_of_profiles(young: pl.DataFrame, seed: int) -> int:
    """Return the number of profiles with the lowest BIC."""
    weights = young["weight"]
    return compare_classes(young.select(ITEMS), CONSIDERED, weights=weights, starts=20, seed=seed).best


def of_profiles(young: pl.DataFrame, truth: Truth, seed: int) -> list[Found]:
    """Return what is common in each profile, and the odds of being in it, beside the population's."""
    planted = truth["young_adults"]
    model = LatentClasses(len(PROFILES), starts=20, seed=seed)
    model.fit(young.select(ITEMS), weights=young["weight"], strata=young["stratum"])
    names = _profiles(model, planted)
    found = [
        _found(OF_PROFILE, name, row, planted["outcomes"][name][names[row["class"]]], names[row["class"]])
        for name in OUTCOMES
        for row in class_outcomes(model, young[name], "binary").estimates.iter_rows(named=True)
    ]
    first = next(number for number, name in names.items() if name == PROFILES[0])
    asked = young.select(pl.col(name) for name in ASKED_OF_PROFILES)
    odds = class_covariates(model, asked, reference=first).coefficients
    for row in odds.filter(pl.col("term") != "Intercept").iter_rows(named=True):
        column = row["term"].partition("[")[0]
        ratio, quantity = (
            truth["values"]["profile_odds_ratio"][column],
            f"{names[row['class']]}, {row['term']}",
        )
        found.append(_odds_ratio(quantity, row, ratio, RATIO_OF_PROFILE))
    place = {name: at for at, name in enumerate(PROFILES)}
    return sorted(
        found, key=lambda one: (one.kind, *(place.get(word, 9) for word in one.quantity.split(", ")))
    )


def _profiles(model: LatentClasses, planted: Truth) -> dict[int, str]:
    """Return the planted profile of each class: all at once, those that answer most alike."""
    said = model.item_probabilities_.filter(pl.col("category") == YES_NO[make.YES])
    answers = {
        number: dict(zip(part["item"], part["probability"], strict=True))
        for (number,), part in said.group_by("class")
    }
    numbers = sorted(answers)
    apart = [
        [
            sum(abs(answers[number][item] - planted["items"][item][name]) for item in ITEMS)
            for name in PROFILES
        ]
        for number in numbers
    ]
    return {number: PROFILES[at] for number, at in zip(numbers, matched(np.array(apart)), strict=True)}


def _share(design: Design, variable: str, truth: float, where: pl.Expr | None = None) -> Found:
    row = design.proportion(variable, where=where).table.row(0, named=True)
    return _found(SHARE, variable, row, truth)


def _shares_by(design: Design, variable: str, by: str, truth: Mapping[Any, float]) -> Iterator[Found]:
    for row in design.proportion(variable, by=by).table.iter_rows(named=True):
        # Told apart by a yes/no question, groups are printed in words.
        group = {0: "no", 1: "yes"}.get(row[by], row[by])
        yield _found(SHARE, variable, row, truth[row[by]], by, group)


def _found(kind: str, variable: str, row: Truth, truth: float, *of: object) -> Found:
    quantity = ", ".join([variable, *map(str, of)])
    return Found(kind, quantity, truth, row["estimate"], row["se"], row["low"], row["high"])


def _odds_ratio(quantity: str, row: Truth, truth: float, kind: str = ODDS_RATIO) -> Found:
    return Found(kind, quantity, truth, row["odds_ratio"], row["se"], row["odds_low"], row["odds_high"])


def one_seed(seed: int, truth: Truth, classes: bool = True) -> tuple[list[Found], int]:
    """Draw both surveys once; return every estimate, and the number of profiles (0 where not asked for)."""
    young = young_adult_frame(make.young_adults(truth, seed))
    police = police_frame(make.police(truth, seed))
    found = [
        *young_adult_shares(young, truth),
        *police_shares(police, truth),
        *odds_ratios(young, police, truth),
    ]
    if not classes:
        return found, 0
    return [*found, *of_profiles(young, truth, seed)], number_of_profiles(young, seed)


def main() -> None:
    """Print the table for as many seeds as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    # A new process for each job: polars' threads do not survive a fork.
    with get_context("spawn").Pool(asked.jobs) as pool:
        drawn = pool.map(partial(one_seed, truth=make.read_truth()), seeds, chunksize=1)
    sys.stdout.writelines(f"{line}\n" for line in lines(drawn))


def lines(drawn: list[tuple[list[Found], int]]) -> Iterator[str]:
    """Yield the printed table: a row a quantity, then what is pooled."""
    yield "| quantity | truth | mean estimate | covered |"
    yield "|---|---:|---:|---:|"
    together = list(zip(*(found for found, _ in drawn), strict=True))
    for of_one in together:
        first = of_one[0]
        # Odds ratios are even on the scale of their logarithms: their plain mean lies above the truth.
        middle = geometric_mean if first.kind in RATIOS else fmean
        mean = middle([one.estimate for one in of_one])
        covered = f"{sum(one.covers for one in of_one)} of {len(of_one)}"
        yield f"| {first.kind}: {first.quantity} | {first.truth:.3f} | {mean:.3f} | {covered} |"
    yield ""
    for kind in (SHARE, MEAN, ODDS_RATIO, OF_PROFILE, RATIO_OF_PROFILE):
        hits = [one.covers for of_one in together for one in of_one if one.kind == kind]
        if not hits:
            continue
        yield f"- {kind}: {100 * fmean(hits):.1f} % of {len(hits)} intervals cover the truth"
    chosen = [number for _, number in drawn]
    counted = ", ".join(f"{number} in {chosen.count(number)}" for number in sorted(set(chosen)))
    yield f"- profiles chosen by the lowest BIC: {counted} of {len(chosen)}"


if __name__ == "__main__":
    main()
