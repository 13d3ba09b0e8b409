"""A typology as a result: its tables, bases and notes, and what disclosure review does with it."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.typology import METHODS, LatentClasses, compare_classes, typology_result
from handrail.typology.cells import comparison_cells
from handrail.values import DataError, LeftOut

ITEMS = ["asked", "moved", "met", "kept"]
LIKELY = np.array([[0.1, 0.15, 0.1, 0.2], [0.9, 0.8, 0.7, 0.85]])
PLAN = {
    "classes": 2,
    "considered": [1, 2, 3],
    "starts": 12,
    "seed": 4,
    "name": "typology:experiences",
    "title": "Experiences",
    "source": "adults",
    "sample": "convenience",
}


def answers(rows=600, seed=1):
    chance = np.random.default_rng(seed)
    of = (chance.random(rows) < 0.3).astype(int)
    drawn = (chance.random((rows, 4)) < LIKELY[of]).astype(int)
    return pl.DataFrame(drawn, schema=ITEMS)


def with_some_silent(frame):
    return frame.with_columns(
        pl.when(pl.int_range(pl.len()) % 50 == 0).then(None).otherwise(pl.all()).name.keep()
    ).with_columns(met=pl.when(pl.int_range(pl.len()) % 7 != 3).then(pl.col("met")))


def result_of(frame=None, **changes):
    return typology_result(answers() if frame is None else frame, **(PLAN | changes))


def judged(tables):
    outcome = review(tables, [], Ledger())
    return tuple(outcome.released.tables.values()), outcome.refused


def estimates(table):
    return {tuple(cell.group.values()): cell.value("estimate") for cell in table.cells}


def part(result, name):
    return next(one for one in result.tables if one.name.partition(".")[2] == name)


def test_the_tables_are_those_of_the_model():
    model = LatentClasses(2, starts=12, seed=4).fit(answers())
    result = result_of()
    profiles, shares, comparison = result.tables[0], part(result, "shares"), part(result, "comparison")
    yes = model.item_probabilities_.filter(pl.col("category") == 1)
    assert estimates(profiles) == {
        (item, f"Profile {number}"): probability for number, item, _, probability in yes.iter_rows()
    }
    assert [cell.value("estimate") for cell in shares.cells] == model.class_shares_.tolist()
    assert [cell.group["classes"] for cell in comparison.cells] == ["1", "2", "3"]
    assert comparison.cells[1].value("bic") == pytest.approx(model.bic_)
    assert comparison.cells[1].value("parameters") == 9
    assert comparison.cells[0].value("entropy") is None
    assert set(comparison.cells[0].values) <= set(comparison.labels)
    assert [table.measure for table in (profiles, shares, comparison)] == [
        "probability",
        "share",
        "diagnostic",
    ]


def test_bases_are_expected_respondents_and_add_up_to_those_who_answered():
    frame = with_some_silent(answers())
    result = result_of(frame, weights=np.random.default_rng(1).uniform(0.2, 3, frame.height))
    profiles, shares = result.tables[0], part(result, "shares")
    assert result.base == frame.height - 12
    assert result.left_out == (LeftOut(12, "no answer to any item"),)
    for item in ITEMS:
        cells = [cell for cell in profiles.cells if cell.group["item"] == item]
        assert sum(cell.n for cell in cells) == pytest.approx(frame[item].count(), abs=1)
        assert sum(cell.count for cell in cells) == pytest.approx(frame[item].sum(), abs=1)
        assert all(cell.count <= cell.n for cell in cells)
    assert [cell.n for cell in shares.cells] == [result.base] * 2
    assert sum(cell.count for cell in shares.cells) == pytest.approx(result.base, abs=1)


def test_the_result_says_how_it_was_made():
    weights = np.full(600, 2.5)
    result = result_of(weights=weights)
    assert (result.method, result.seed, result.weighted_base) == (METHODS["typology.latent_classes"], 4, 1500)
    assert {"starts", "tolerance", "seed", "missing", "weights", "bic", "sample"} <= set(result.rules)
    assert "12" in result.rules["starts"]
    assert result.rules["weights"] != result_of().rules["weights"] == "none"
    assert any("pseudo-likelihood" in note for note in part(result, "comparison").notes)
    assert result_of().weighted_base is None
    assert result_of().warnings == ()


def test_rows_of_weight_zero_are_left_out_with_their_own_reason():
    result = result_of(weights=[0.0] * 5 + [1.0] * 595)
    assert result.left_out == (LeftOut(5, "a weight of zero"),)
    assert result.base == 595


def test_a_persons_names_stand_in_order_of_share_with_their_reading():
    result = result_of(class_names=["Little", "Drawn in"], item_labels={"asked": "Was asked"})
    profiles, shares = result.tables[0], part(result, "shares")
    assert [cell.category for cell in shares.cells] == ["Little", "Drawn in"]
    assert estimates(profiles)["Was asked", "Drawn in"] > 0.8
    assert any("experiences, not character" in note for note in profiles.notes)
    assert any("experiences, not character" in note for note in result_of().tables[0].notes)


def test_another_number_than_the_lowest_bic_needs_a_reason_or_says_there_is_none():
    def notes(**changes):
        return " ".join(part(result_of(**changes), "comparison").notes)

    assert "The lowest BIC is that of 2 profiles." in notes()
    assert "instead" not in notes()
    assert "settled on 3 profiles instead: no reason was recorded" in notes(classes=3)
    assert "settled on 3 profiles instead: The third is known." in notes(
        classes=3, because="The third is known."
    )
    assert "settled on 1 profile instead" in notes(classes=1)


def test_the_planned_number_is_always_compared():
    assert [cell.group["classes"] for cell in part(result_of(considered=[1]), "comparison").cells] == [
        "1",
        "2",
    ]


def test_items_with_more_categories_have_a_row_for_each():
    words = pl.Enum(["never", "once", "often"])
    frame = answers().with_columns(kept=pl.Series(["never", "once", "often"] * 200, dtype=words))
    profiles = result_of(frame, item_labels={"kept": "Kept a secret"}).tables[0]
    rows = list(dict.fromkeys((cell.group["item"], cell.category) for cell in profiles.cells))
    kept = [("Kept a secret", word) for word in ("never", "once", "often")]
    assert rows == [("asked", None), ("moved", None), ("met", None), *kept]
    first = [
        cell for cell in profiles.cells if dict(cell.group) == {"item": kept[0][0], "class": "Profile 1"}
    ]
    assert sum(cell.value("estimate") for cell in first) == pytest.approx(1)


def test_a_small_category_takes_the_others_of_its_item_with_it():
    words = pl.Enum(["never", "once", "often"])
    often = ["often"] * 6 + ["never", "once"] * 297
    frame = answers().with_columns(kept=pl.Series(often, dtype=words))
    (safe, *_), _ = judged(result_of(frame).tables)
    for number in (1, 2):
        cells = [cell for cell in safe.cells if cell.group["class"] == f"Profile {number}"]
        withheld = {(cell.group["item"], cell.category) for cell in cells if cell.withheld}
        assert withheld == {("kept", word) for word in ("never", "once", "often")}


@pytest.mark.parametrize(("smallest", "shown"), [(9.99, None), (10.0, 0.1)])
def test_the_share_of_fewer_than_ten_respondents_is_not_in_the_comparison(smallest, shown):
    compared = compare_classes(answers(), [2], starts=2, seed=4)
    table = compared.table.with_columns(smallest_n=pl.lit(smallest), smallest_share=pl.lit(0.1))
    (cell,) = comparison_cells(dataclasses.replace(compared, table=table))
    assert cell.value("smallest") == shown


@pytest.mark.parametrize(
    ("recode", "yes"),
    [
        (lambda frame: frame.cast(pl.Boolean), 1),
        (lambda frame: frame.cast(pl.Boolean), True),
        (lambda frame: frame.cast(pl.String), 1),
        (lambda frame: frame.select((2 - pl.all()).name.keep()), 1),
        (lambda frame: frame.cast(pl.String).select(pl.all().replace({"1": "yes", "0": "no"})), "yes"),
    ],
)
def test_yes_is_found_in_every_coding(recode, yes):
    coded = estimates(result_of(recode(answers()), yes=yes).tables[0])
    assert coded == pytest.approx(estimates(result_of().tables[0]), abs=1e-7)


def test_doubtful_solutions_are_told():
    lonely = result_of(starts=1).warnings
    assert any("reached by 1 of 1 starts" in said for said in lonely)
    assert any("largest number considered" in said for said in result_of(considered=[1, 2]).warnings)
    few = result_of(answers().select(ITEMS[:2]), considered=[2]).warnings
    assert any("more parameters than the items have patterns" in said for said in few)


def test_small_profiles_are_withheld_by_disclosure_review_and_others_are_not():
    (profiles, *others) = result_of(answers(90)).tables
    (safe, *_), refused = judged([profiles, *others])
    assert refused
    for before, after in zip(profiles.cells, safe.cells, strict=True):
        small = before.n < 10 or before.count < 10 or before.n - before.count < 10
        assert (after.withheld is not None) == small
    public = result_of(answers(90), public_use=True).tables
    assert judged(public)[1] == ()


def test_a_small_profile_takes_the_other_shares_with_it_because_they_add_up_to_one():
    chance = np.random.default_rng(2)
    rows = np.vstack([chance.random((194, 4)) < 0.15, np.ones((6, 4), dtype=bool)]).astype(int)
    shares = part(result_of(pl.DataFrame(rows, schema=ITEMS)), "shares")
    assert min(cell.count for cell in shares.cells) < 10
    (safe,), _ = judged([shares])
    assert all(cell.withheld for cell in safe.cells)


def test_reading_follows_the_sample():
    said = result_of(sample="quota", selection="Quotas stand in for chance.").tables[0].notes[0]
    assert "no population figure" in said
    assert "Assumed: Quotas stand in for chance." in said
    assert "no population figure" not in result_of(sample="probability").tables[0].notes[0]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"sample": "chance"}, "a sample type is known"),
        ({"class_names": ["Little"]}, "1 names for 2 classes"),
        ({"class_names": ["Little", "Little"]}, "a name used twice"),
        ({"item_labels": {"askd": "Asked"}}, "did you mean 'asked'"),
        ({"item_labels": {"asked": "Met", "met": "Met"}}, "a label used twice"),
        ({"yes": 7}, "'asked' without '7'"),
        ({"classes": 0}, "n_classes"),
        ({"starts": 0}, "starts"),
        ({"weights": [1.0] * 3}, "3 weights for 600 rows"),
    ],
)
def test_what_cannot_be_a_result_is_refused(changes, rule):
    with pytest.raises(DataError, match=rule):
        result_of(**changes)


def test_progress_is_passed_on():
    told = []
    result_of(progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
