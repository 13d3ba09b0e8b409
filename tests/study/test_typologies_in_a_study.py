"""Typologies through the whole study: every part a step of its own, released together, taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_study import TODAY
from typed_study import TYPOLOGY, answers, write_answers, write_typed

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport, build_study
from handrail.study.kept_work import BEGUN
from handrail.study.status import study_status
from handrail.study.trace import trace_node
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.typology import LatentClasses, class_covariates, class_invariance, class_outcomes, stability
from handrail.typology.climb import Effort
from handrail.values import DataError, Interrupted

Builder = Callable[..., BuildReport]
PARTS = ["classes", "stability", "covariates", "outcome-told", "outcome-slept", "outcome-sex"]


@pytest.fixture
def typed(small: Path) -> Path:
    write_typed(small)
    return small


def results(folder: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))
    return {
        one["id"].removeprefix("typology:kinds"): one
        for one in found["results"]
        if one["id"].startswith("typology:")
    }


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "study.toml").read_text("utf-8")
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new), "utf-8")


def ran(report: BuildReport) -> list[str]:
    assert report.error is None, report.error
    return [step.removeprefix("typology:kinds") for step in report.ran]


def test_every_part_is_a_step_and_all_its_tables_are_released_and_traced(typed: Path, build: Builder) -> None:
    first = ran(build(typed))
    assert [step.removeprefix("/") for step in first if step.startswith("/")] == PARTS
    found = results(typed)
    assert set(found) == {
        "", ".shares", ".numbers", ".comparison", ".criteria", ".recovered", ".interval-shares",
        ".left-out", ".halves", ".plain", ".everyone", ".splits", ".covariates", ".covariates.tests",
        ".outcome-told", ".outcome-told.tests", ".outcome-slept", ".outcome-slept.tests", ".outcome-sex",
        ".outcome-sex.tests",
    }  # fmt: skip
    assert not any(row["withheld"] for one in found.values() for row in one["table"])
    assert build(typed).ran == []
    assert study_status(typed, prompt=None, today=TODAY).stale == ()
    down = {step.id for step in trace_node(typed, "typology:kinds", prompt=None).down}
    read = ("moved", "often", "times", "talks", "hours", "land", "told", "slept", "sex")
    assert {f"variable:adults.{name}" for name in read} <= down
    said = (typed / "outputs/guideline.html").read_text("utf-8")
    assert "Drawn in" in said
    assert "Stability of latent classes when the sample is drawn again" in said
    assert "\ue000" not in said + (typed / "outputs/results.json").read_text("utf-8")


def test_the_numbers_are_those_of_the_library_under_the_same_design(typed: Path, build: Builder) -> None:
    import polars as pl

    build(typed)
    found = results(typed)
    held = pl.DataFrame(answers())
    items = held.select(
        *((pl.col(name) == 1).cast(pl.Int8).alias(name) for name in ("asked", "moved", "met")),
        "often",
        "times",
    )
    kinds: Any = {"often": "adjacent", "times": "count"}
    model = LatentClasses(2, starts=6, seed=3, kinds=kinds)
    model.fit(items, held["weight"], held["stratum"], held["cluster"])
    shares = model.standard_errors_.filter(pl.col("parameter") == "share")
    for row, share, se in zip(found[".shares"]["table"], shares["estimate"], shares["se"], strict=True):
        assert row["estimate"] == pytest.approx(share, rel=1e-5)
        assert row["se"] == pytest.approx(se, rel=1e-5)
        assert row["df"] == 87
    beside = held.select(
        talks=pl.when(pl.col("talks") == 1).then(pl.lit("Yes")).otherwise(pl.lit("No")),
        hours="hours",
        land=pl.col("land").cast(pl.String),
    )
    odds = class_covariates(model, beside).coefficients["odds_ratio"].to_list()[1:]
    rows = [row for row in found[".covariates"]["table"] if row.get("reference") != 1]
    assert [row["estimate"] for row in rows] == pytest.approx(odds, rel=1e-5)
    told = held.select(told=pl.when(pl.col("told") < 9).then(2 - pl.col("told")))["told"]
    outcome = class_outcomes(model, told, "binary").estimates
    rows = found[".outcome-told"]["table"]
    assert [row["estimate"] for row in rows] == pytest.approx(outcome["estimate"].to_list(), rel=1e-5)
    assert sum(row["n"] for row in rows) == 810
    drawn = stability(model, replicates=10, starts=1, seed=5).classes
    rows = found[".recovered"]["table"]
    for name in ("recovered", "jaccard"):
        assert [row[name] for row in rows] == pytest.approx(drawn[name].to_list(), rel=1e-5)
    # Ten draws have no ends to tell.
    assert [row["draws"] for row in rows] == [10.0, 10.0]
    assert [row.get("low") for row in found[".interval-shares"]["table"]] == [None, None]
    left = [row["group"]["left_out"] for row in found[".left-out"]["table"]]
    assert left[:1] + left[-3:] == ["item Asked for a picture", "group Ada", "group Bor", "group Cil"]


def test_a_change_of_one_part_runs_that_part_and_a_name_runs_none(typed: Path, build: Builder) -> None:
    build(typed)
    change(typed, 'factors = ["talks", "hours", "land"]', 'factors = ["talks", "hours"]')
    assert ran(build(typed)) == ["/covariates", "", "documents"]
    change(typed, "considered = [1, 2, 3]", "considered = [1, 2]")
    change(typed, "replicates = 10", "replicates = 12")
    assert ran(build(typed)) == ["/classes", "/stability", "", "documents"]
    change(typed, 'variables = ["told", "slept", "sex"]', 'variables = ["told", "sex"]')
    change(typed, 'name = "Drawn in"', 'name = "Asked for more"')
    assert ran(build(typed)) == ["", "documents"]
    found = results(typed)
    for part in ("", ".shares", ".recovered", ".covariates", ".outcome-told"):
        assert "Asked for more" in json.dumps(found[part])
        assert "Drawn in" not in json.dumps(found[part])
    held = answers()
    held["slept"] = held["slept"] + 1  # nobody asks for it now
    held["hours"][:300] = 1
    write_answers(typed, held)
    assert ran(build(typed))[1:] == ["/covariates", "", "documents"]


def test_nobody_named_the_profiles_yet(small: Path, build: Builder) -> None:
    before, after = TYPOLOGY.split("[[typology.profile]]")[0], TYPOLOGY.split('marked_by = "moved"\n')[1]
    write_typed(small, before + after)
    build(small)
    found = results(small)
    assert [row["category"] for row in found[".shares"]["table"]] == ["Profile 1", "Profile 2"]
    assert "Nobody has named the profiles yet" in " ".join(found[""]["notes"])
    assert any("against 'Profile 1'" in note for note in found[".covariates"]["notes"])


class _Stops:
    """A progress that is interrupted in the middle of a long step."""

    def __init__(self, at: str) -> None:
        self.at = at

    def total(self, steps: int) -> None:
        pass

    def start(self, step: str) -> None:
        if step == self.at:
            raise KeyboardInterrupt

    def done(self, step: str) -> None:
        pass


def test_what_was_drawn_before_an_interruption_is_not_drawn_again(
    typed: Path, build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import handrail.typology.recovery as recovery

    drawn: list[int] = []
    whole = recovery._replicate

    def counted(*given: Any) -> Any:
        drawn.append(given[-1])
        return whole(*given)

    monkeypatch.setattr(recovery, "_replicate", counted)
    # The first build too: what was imported goes, what was drawn stays.
    stops = _Stops("typology:kinds/stability: 6 of 10")
    with pytest.raises(Interrupted, match="6 finished replicates are kept"):
        build_study(typed, prompt=None, progress=stops, today=TODAY)
    with Store.open(typed, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert store.steps_of("") == (f"{BEGUN}typology:kinds/stability",)
    before = set(drawn)
    drawn.clear()
    assert build(typed).error is None
    assert len(drawn) <= 4 + 2  # those at work when it was stopped are drawn again
    assert before | set(drawn) == set(range(10))
    resumed = results(typed)
    with Store.open(typed, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert store.steps_of(BEGUN) == ()
    # In one go, and what was begun of another question is not taken for it.
    change(typed, "starts = 6", "starts = 7")
    with pytest.raises(Interrupted):
        build_study(typed, prompt=None, progress=stops, today=TODAY)
    change(typed, "starts = 7", "starts = 6")
    with Store.open(typed, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store, store.transaction():
        store.remove_result("typology:kinds/stability")
    drawn.clear()
    build(typed)
    assert sorted(drawn) == list(range(10))
    assert results(typed)[".recovered"] == resumed[".recovered"]


def test_an_interruption_before_anything_was_drawn_leaves_nothing(typed: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_study(typed, prompt=None, progress=_Stops("typology:kinds/classes"), today=TODAY)
    assert not (typed / "study.db").exists()
    assert not (typed / "study.key").exists()


def test_a_failure_elsewhere_keeps_what_was_drawn_and_nothing_else(typed: Path, build: Builder) -> None:
    change(typed, 'unit = "hour"', "")
    report = build(typed)
    assert isinstance(report.error, DataError)
    assert "has a unit" in str(report.error)
    with Store.open(typed, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert store.steps_of("") == (f"{BEGUN}typology:kinds/stability",)
    assert not (typed / "outputs").exists()


def test_tests_of_one_class_more_are_steps_where_nobody_was_sampled_by_a_design(
    small: Path, build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How long each fit is searched for is the library's; here little is enough.
    little = partial(Effort, starts=4, more=1, walk=1)
    monkeypatch.setattr("handrail.typology.likelihood_ratio.Effort", little)
    text = TYPOLOGY.split("[typology.stability]")[0].replace("[1, 2, 3]", "[1, 2]")
    text = text.replace("starts = 6", "starts = 6\nlmr = true")
    text = text.replace(', "often", "times"', "").replace("kinds = {", "# ")
    text += "[typology.bootstrap]\nreplicates = 19\nhit_replicates = 2\nfurther_starts = 5\n"
    write_typed(small, text, design=False)
    write_answers(small, {name: column[:600] for name, column in answers().items()})
    report = build(small)
    assert [step for step in ran(report) if step.startswith("/")] == ["/classes", "/bootstrap", "/lmr"]
    found = results(small)
    (row,) = found[".bootstrap"]["table"]
    assert (row["group"], row["p"], row["replicates"]) == ({"classes": "1"}, 0.05, 19)
    assert "hit_rate" in row
    assert "no guaranteed level" in " ".join(found[".lmr"]["notes"])
    assert "observed information" in " ".join(found[".shares"]["notes"])


def test_a_withdrawal_takes_every_part_with_it(typed: Path, build: Builder) -> None:
    build(typed)
    with Store.open(typed, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert len(store.steps_of("typology:")) == len(PARTS) + 1
    withdraw_from_study(typed, "adults:5", yes=True, today=TODAY)
    with Store.open(typed, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert store.steps_of("typology:") == ()


def test_a_withdrawal_takes_what_was_made_of_answers_and_left_the_plan(small: Path, build: Builder) -> None:
    text = TYPOLOGY.split("[typology.stability]")[0].replace("[1, 2, 3]", "[1, 2]")
    write_typed(small, text)
    build(small)
    change(small, text, "")
    build(small)
    with Store.open(small, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert store.steps_of("typology:") == ("typology:kinds", "typology:kinds/classes")
    withdraw_from_study(small, "adults:5", yes=True, today=TODAY)
    with Store.open(small, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert store.steps_of("typology:") == ()


def test_groups_are_compared_in_a_step_of_their_own_and_profiles_keep_their_names(
    small: Path, build: Builder
) -> None:
    import polars as pl

    text = TYPOLOGY.split("[typology.stability]")[0].replace("[1, 2, 3]", "[1, 2]")
    text = text.replace(', "often", "times"', "").replace("kinds = {", "# ")
    write_typed(small, text + '[typology.groups]\nby = "land"\nfree = ["met"]\n')
    unsaid = answers()
    unsaid["land"] = np.where(np.arange(900) % 45 == 7, 9, unsaid["land"])
    write_answers(small, unsaid)
    assert [step for step in ran(build(small)) if step.startswith("/")] == ["/classes", "/groups"]
    found = results(small)
    held = pl.DataFrame(answers())
    items = held.select((pl.col(name) == 1).cast(pl.Int8).alias(name) for name in ("asked", "moved", "met"))
    # Twenty did not say their country: they stay in the design and have no part in the comparison.
    none = pl.Series(unsaid["land"] == 9)
    items = items.select(pl.when(~none).then(pl.all()))
    lands = held["land"].replace_strict({1: "Ada", 2: "Bor", 3: "Cil"})
    drawn = {"weights": held["weight"], "strata": held["stratum"], "clusters": held["cluster"]}
    by_hand = class_invariance(items, lands, 2, free_items=["met"], starts=6, seed=3, **drawn)
    models = {row["group"]["model"]: row for row in found[".groups.models"]["table"]}
    assert [row["log_likelihood"] for row in models.values()] == pytest.approx(
        by_hand.models["log_likelihood"].to_list(), rel=1e-5
    )
    named = {row["group"]["class"] for row in found[".groups.group-answers"]["table"]}
    assert named == {"Little contact", "Drawn in"}
    moved = [
        row["estimate"]
        for row in found[".groups.group-answers"]["table"]
        if row["group"]["class"] == "Drawn in" and row["group"]["item"] == "Asked to move"
    ]
    assert min(moved) > 0.6
    assert found[".groups.models"]["table"][0]["n"] == 880
    said = " ".join(found[".groups.models"]["notes"])
    assert "no answer to what makes the groups: Country" in said
    change(small, 'free = ["met"]', "")
    assert ran(build(small)) == ["/groups", "", "documents"]
    assert ".groups.steps" in results(small)
