"""Stability as a result: its tables, what disclosure review does with it, and what is said beside it."""

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.typology import METHODS, LatentClasses, stability, stability_result, typology_result
from handrail.typology import dissimilarity as plain
from handrail.values import DataError

ITEMS = ["asked", "moved", "met", "kept", "sent"]
LIKELY = np.array([[0.1, 0.15, 0.1, 0.2, 0.01], [0.9, 0.8, 0.7, 0.85, 0.9]])
PLAN = {
    "replicates": 30, "starts": 2, "seed": 4, "name": "typology:experiences", "title": "Experiences",
    "source": "adults", "sample": "quota", "selection": "age and sex by quota",
}  # fmt: skip


def answers(rows=600, seed=1, share=0.3):
    chance = np.random.default_rng(seed)
    of = (chance.random(rows) < share).astype(int)
    return pl.DataFrame((chance.random((rows, 5)) < LIKELY[of]).astype(int), schema=ITEMS)


@pytest.fixture(scope="module")
def model():
    return LatentClasses(2, starts=8).fit(answers())


@pytest.fixture(scope="module")
def result(model):
    enough = PLAN | {"replicates": 200}
    return stability_result(model, by=["a", "b", "c"] * 200, item_labels={"sent": "Sent a picture"}, **enough)


def table(result, part):
    return next(one for one in result.tables if one.name == f"typology:experiences.{part}")


def test_the_tables_hold_the_numbers_of_the_functions(model, result):
    found = stability(model, replicates=200, starts=2, seed=4)
    cells = table(result, "recovered").cells
    assert [cell.value("draws") for cell in cells] == [200.0, 200.0]
    assert [cell.value("jaccard_low") for cell in cells] == found.classes["jaccard_low"].to_list()
    assert [cell.value("recovered") for cell in cells] == found.classes["recovered"].to_list()
    assert [cell.value("jaccard") for cell in cells] == found.classes["jaccard"].to_list()
    shares = table(result, "interval-shares").cells
    assert [cell.value("low") for cell in shares] == found.classes["low"].to_list()
    assert [cell.value("estimate") for cell in shares] == model.class_shares_.tolist()
    profiles = {tuple(cell.group.values()): cell for cell in table(result, "intervals").cells}
    yes = found.probabilities.filter(pl.col("category") == 1, pl.col("item") == "moved")
    cell = profiles["moved", "Profile 2"]
    assert (cell.value("low"), cell.value("high")) == (yes["low"][1], yes["high"][1])


@pytest.mark.parametrize("draws", [2, 199])
def test_of_few_draws_no_percentile_is_told_and_a_warning_says_so(model, draws):
    found = stability_result(model, **(PLAN | {"replicates": draws, "starts": 0}))
    for part in ("interval-shares", "intervals"):
        one = table(found, part)
        assert all(cell.value("low") is None and cell.value("high") is None for cell in one.cells)
        assert one.notes[0] == "No 95 % intervals: not told of fewer than 200 draws."
    back = table(found, "recovered")
    assert [cell.value("jaccard_low") for cell in back.cells] == [None, None]
    assert [cell.value("draws") for cell in back.cells] == [draws, draws]
    assert "No 5th percentile: not told of fewer than 200 draws." in back.notes
    assert found.rules["interval"] == "none: not told of fewer than 200 draws"
    assert found.warnings[0].startswith(
        f"only {draws} draws: intervals and the 5th percentile of Jaccard are"
    )


def test_of_few_draws_a_small_class_has_the_bound_that_it_has_without_any():
    rows = [(1, 1, 1, 1, 0)] * 40 + [(0, 0, 0, 0, 0)] * 250 + [(0, 0, 0, 0, 1)] * 250
    frame = pl.DataFrame(rows, schema=ITEMS, orient="row")
    small = LatentClasses(2, starts=5, kinds={"sent": "adjacent"}).fit(frame)
    about = {name: PLAN[name] for name in ("name", "title", "source", "sample")}
    alone = typology_result(frame, classes=2, considered=[2], starts=5, kinds={"sent": "adjacent"}, **about)
    drawn = stability_result(small, **(PLAN | {"replicates": 3}))
    held = [{**cell.values} for cell in table(drawn, "intervals").cells]
    limits = [{name: one.get(name) for name in ("below", "above")} for one in held]
    assert limits == [
        {name: cell.value(name) for name in ("below", "above")} for cell in alone.tables[0].cells
    ]
    assert any(one["below"] is not None and one["below"] > 0.05 for one in limits)
    printed = stability(small, replicates=3, starts=2, seed=4).probabilities
    row = printed.filter(pl.col("item") == "sent", pl.col("class") == 2, pl.col("category") == 1)
    # None of 40 answered so: the beta distribution's bound, and no percentile of three draws at nought.
    assert row["bound"][0] == pytest.approx(1 - 0.05 ** (1 / 40), abs=1e-3)


def test_an_interval_at_a_boundary_is_one_sided(result):
    cell = next(
        one for one in table(result, "intervals").cells
        if dict(one.group) == {"item": "Sent a picture", "class": "Profile 1"}
    )  # fmt: skip
    assert set(cell.values) == {"below", "low", "high"}
    assert cell.value("low") == 0.0
    assert cell.value("high") >= 0.05


def test_each_item_and_country_is_left_out_by_its_words(result):
    left = [cell.group["left_out"] for cell in table(result, "left-out").cells]
    assert left == [
        "item asked", "item moved", "item met", "item kept", "item Sent a picture",
        "group a", "group b", "group c",
    ]  # fmt: skip
    assert all(cell.value("adjusted_rand") > 0.5 for cell in table(result, "left-out").cells)


def test_the_reading_is_that_of_the_sample_and_nobody_is_a_kind_of_person(result):
    for one in result.tables:
        assert "not a kind of person" in one.notes[-1]
    said = " ".join(table(result, "interval-shares").notes)
    assert "model-based" in said
    assert "Assumed: age and sex by quota" in said
    assert (result.method, result.seed, result.base) == (METHODS["typology.stability"], 4, 600)
    assert result.rules["draws"] == "200 bootstrap samples of respondents"
    assert result.rules["interval"] == "percentile, 2.5 and 97.5"
    assert not any("draws" in one for one in result.warnings)


def test_disclosure_review_releases_large_profiles_and_withholds_small_ones():
    whole = stability_result(LatentClasses(2, starts=8).fit(answers()), **PLAN)
    outcome = review(whole.tables, [], Ledger())
    assert not [one for one in outcome.refused if "interval-shares" in str(one)]
    small = LatentClasses(2, starts=30).fit(answers(300, share=0.02, seed=3))
    assert small.class_sizes_.min() < 10
    outcome = review(stability_result(small, **PLAN).tables, [], Ledger())
    for one in outcome.released.tables.values():
        if one.measure in ("share", "probability"):
            assert all(
                cell.withheld for cell in one.cells if "Profile 2" in (cell.category, *cell.group.values())
            )


def test_no_table_has_a_cell_for_each_respondent_or_pattern(model, result):
    assert model.n_patterns_ not in {len(one.cells) for one in result.tables}
    assert max(len(one.cells) for one in result.tables) == 10


def test_too_many_patterns_for_plain_clusters_are_a_warning_and_no_table(model, monkeypatch):
    monkeypatch.setattr(plain, "MOST_PATTERNS", 5)
    found = stability_result(model, **PLAN)
    assert "typology:experiences.plain" not in {one.name for one in found.tables}
    assert any("no plain clusters" in one for one in found.warnings)


def test_classes_that_do_not_come_back_are_a_warning():
    noise = pl.DataFrame(np.random.default_rng(2).integers(0, 2, (300, 5)), schema=ITEMS)
    found = stability_result(LatentClasses(3, starts=10).fit(noise), **PLAN)
    assert any(one.startswith("recovered in fewer than half of the draws: Profile") for one in found.warnings)


def test_counts_have_no_table_of_experiences():
    chance = np.random.default_rng(3)
    low = chance.random(400) < 0.5
    frame = answers(400).with_columns(times=pl.Series(chance.poisson(np.where(low, 1, 6))))
    found = stability_result(LatentClasses(2, starts=5, kinds={"times": "count"}).fit(frame), **PLAN)
    assert "typology:experiences.intervals" not in {one.name for one in found.tables}


def test_an_unknown_sample_is_refused(model):
    with pytest.raises(DataError, match="sample type"):
        stability_result(model, **(PLAN | {"sample": "census"}))
