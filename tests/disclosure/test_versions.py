"""What a reader who kept an earlier release may learn from the next one: not about fewer than ten."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_models import model

from handrail.disclosure import Ledger, Limits, Review, review
from handrail.disclosure.equations import ROUNDED
from handrail.disclosure.versions import STANDS
from handrail.study.records import table_from_json, table_to_json
from handrail.values import Cell, Facet, Table

ROUND = Limits(after_change="round")


def share(group: dict[str, str], n: int, count: int) -> Cell:
    return Cell(
        group, None, n, count, {"estimate": count / n, "se": 0.02, "low": 0.1, "high": 0.4, "df": 99.0}
    )


def by_sex(
    revision: int,
    women: tuple[int, int] = (200, 60),
    men: tuple[int, int] = (200, 50),
    name: str = "estimate:a",
) -> Table:
    cells = (
        share({"sex": "F"}, *women),
        share({"sex": "M"}, *men),
        share({}, women[0] + men[0], women[1] + men[1]),
    )
    return Table(name, "T", "share", ("sex",), cells, "s", "contact", revision=revision)


def after(*earlier: Table, limits: Limits | None = None) -> Ledger:
    kept: tuple[Table, ...] = ()
    for table in earlier:
        kept += review([table], [], Ledger(tables=kept), limits=limits).remembered
    # As the store gives it back.
    return Ledger(tables=tuple(table_from_json(json.loads(json.dumps(table_to_json(one)))) for one in kept))


def numbers(outcome: Review, name: str = "estimate:a") -> list[tuple[int, int | None]]:
    return [(cell.n, cell.count) for cell in outcome.released.tables[name].cells]


def test_a_table_of_which_one_respondent_moved_waits_and_the_earlier_one_stands() -> None:
    outcome = review([by_sex(2, women=(199, 59))], [], after(by_sex(1)))
    assert numbers(outcome) == [(200, 60), (200, 50), (400, 110)]
    assert outcome.standing == ("estimate:a",)
    assert outcome.remembered == ()
    assert STANDS in outcome.released.tables["estimate:a"].notes
    (refused,) = outcome.refused
    assert "fewer than 10 respondents moved" in refused.rule
    assert "10 respondents or more" in refused.remedy


def test_no_text_says_why_the_evidence_was_revised() -> None:
    waits = review([by_sex(2, women=(199, 59))], [], after(by_sex(1)))
    rounds = review([by_sex(2, women=(199, 59))], [], after(by_sex(1)), limits=ROUND)
    for outcome in (waits, rounds):
        text = " ".join(
            [
                *outcome.released.tables["estimate:a"].notes,
                *(one.rule + one.remedy for one in outcome.refused),
            ]
        )
        assert "withdr" not in text.lower()
        assert "revised" in text


def test_a_table_of_which_nobody_moved_leaves_as_it_is() -> None:
    outcome = review([by_sex(2)], [], after(by_sex(1)))
    assert outcome.refused == ()
    assert STANDS not in outcome.released.tables["estimate:a"].notes
    assert [table.revision for table in outcome.remembered] == [2]


@pytest.mark.parametrize(("moved", "leaves"), [(1, False), (9, False), (10, True), (30, True)])
def test_a_table_leaves_anew_once_ten_respondents_moved(moved: int, leaves: bool) -> None:
    # Half of them, rounded up, had said yes.
    new = by_sex(2, women=(200 - moved, 60 - (moved + 1) // 2))
    outcome = review([new], [], after(by_sex(1)))
    assert (outcome.standing == ()) is leaves
    assert (numbers(outcome)[0][0] != 200) is leaves


def test_a_table_that_leaves_anew_is_rounded_where_a_cell_of_it_moved_by_fewer_than_ten() -> None:
    # Twelve moved, one of them a man: his answer would be the difference of the two tables.
    outcome = review([by_sex(2, women=(189, 49), men=(199, 49))], [], after(by_sex(1)))
    assert numbers(outcome) == [(190, 50), (200, 50), (390, 100)]
    assert ROUNDED in outcome.released.tables["estimate:a"].notes
    # Forty moved, twenty with each answer, all of them women: exact.
    exact = review([by_sex(2, women=(160, 40))], [], after(by_sex(1)))
    assert numbers(exact) == [(160, 40), (200, 50), (360, 90)]
    assert exact.refused == ()


def test_respondents_are_not_counted_twice_for_the_total_over_groups() -> None:
    outcome = review([by_sex(2, women=(195, 58), men=(196, 48))], [], after(by_sex(1)))
    assert outcome.standing == ("estimate:a",)  # nine moved, though the total moved by nine as well


def test_a_changed_number_of_unchanged_counts_is_a_move() -> None:
    new = by_sex(2)
    first = new.cells[0]
    changed = replace(first, values={**first.values, "estimate": 0.31})
    outcome = review([replace(new, cells=(changed, *new.cells[1:]))], [], after(by_sex(1)))
    assert outcome.standing == ("estimate:a",)
    # The degrees of freedom and the limits of the others change with any row: nobody of theirs moved.
    wider = replace(first, values={**first.values, "df": 98.0, "low": 0.09, "high": 0.41, "se": 0.021})
    assert review([replace(new, cells=(wider, *new.cells[1:]))], [], after(by_sex(1))).standing == ()


def test_a_rounded_table_shows_fives_and_no_finer_estimates() -> None:
    outcome = review([by_sex(2, women=(199, 59))], [], after(by_sex(1)), limits=ROUND)
    first, _, whole = outcome.released.tables["estimate:a"].cells
    assert numbers(outcome) == [(200, 60), (200, 50), (400, 110)]
    assert set(first.values) == {"estimate", "low", "high"}
    assert first.values["estimate"] == 0.3
    assert whole.values["estimate"] == 0.28
    assert any("rounded" in refused.rule for refused in outcome.refused)


def test_a_small_cell_does_not_become_ten_by_rounding() -> None:
    before, now = by_sex(1, men=(200, 12)), by_sex(2, men=(197, 9))
    outcome = review([now], [], after(before), limits=ROUND)
    assert outcome.released.tables["estimate:a"].cells[1].withheld == "fewer than 10 respondents in the cell"


def test_each_earlier_version_is_compared_and_not_the_last_one_alone() -> None:
    ledger = after(by_sex(1), by_sex(2, women=(160, 40)))
    # Back to four fewer than in the first release.
    outcome = review([by_sex(3, women=(196, 58))], [], ledger)
    assert outcome.standing == ("estimate:a",)
    assert numbers(outcome)[0] == (160, 40)


def test_a_new_table_is_compared_with_any_earlier_cell_of_the_same_definition() -> None:
    new = by_sex(2, women=(199, 59), name="estimate:new")
    outcome = review([new], [], after(by_sex(1)))
    cells = outcome.released.tables["estimate:new"].cells
    assert [cell.withheld is not None for cell in cells][0::2] == [True, True]
    assert outcome.standing == ()
    elsewhere = replace(new, domain={"age": ("24",)})
    assert review([elsewhere], [], after(by_sex(1))).refused == ()


def test_the_same_cell_is_known_by_its_codes_and_not_by_its_name() -> None:
    old = replace(by_sex(1), facets={"sex": Facet("q1", {"F": frozenset({"1"}), "M": frozenset({"2"})})})
    facets = {"gender": Facet("q1", {"Women": frozenset({"1"}), "Men": frozenset({"2"})})}
    cells = (share({"gender": "Women"}, 199, 59), share({"gender": "Men"}, 200, 50))
    new = Table("estimate:b", "T", "share", ("gender",), cells, "s", "contact", revision=2, facets=facets)
    outcome = review([new], [], after(old))
    assert outcome.released.tables["estimate:b"].cells[0].withheld is not None


def test_an_analysis_that_now_asks_something_else_is_no_new_version() -> None:
    new = replace(by_sex(2, women=(120, 40), men=(130, 50)), domain={"age": ("24",)})
    outcome = review([new], [], after(by_sex(1)))
    assert outcome.standing == ()
    assert numbers(outcome)[0] == (120, 40)


def test_a_waiting_table_is_not_attacked_together_with_new_ones_of_another_revision() -> None:
    others = Table(
        "estimate:b",
        "T",
        "share",
        (),
        (share({}, 388, 100),),
        "s",
        "contact",
        revision=2,
        domain={"x": ("1",)},
    )
    outcome = review([by_sex(2, women=(199, 59)), others], [], after(by_sex(1)))
    assert all(one.consistent for one in outcome.attack.sources)
    assert {(one.revision, one.tables) for one in outcome.attack.sources} == {(2, 1)}


def fitted(revision: int, counts: dict[str, tuple[int, int]]) -> list[Table]:
    area = Table(
        "model:m.discrimination",
        "D",
        "diagnostic",
        (),
        (Cell({}, None, 600, None, {"auc": 0.51 + revision / 100}),),
        "s",
        "contact",
        revision=revision,
    )
    return [replace(model(counts), revision=revision), area]


@pytest.mark.parametrize("limits", [Limits(), ROUND])
def test_which_tables_of_a_survey_stand_or_are_rounded_does_not_tell_what_the_few_had_answered(
    limits: Limits,
) -> None:
    # One woman withdrew; of the table about those who met a case, nothing moved: so she had met none.
    def release(revision: int, women: tuple[int, int]) -> list[Table]:
        among = replace(by_sex(revision, name="estimate:b"), domain={"met": ("1",)})
        return [by_sex(revision, women), among]

    ledger = Ledger(tables=review(release(1, (200, 60)), [], Ledger()).remembered)
    outcome = review(release(2, (199, 60)), [], ledger, limits=limits)
    notes = [outcome.released.tables[name].notes for name in ("estimate:a", "estimate:b")]
    assert notes[0] == notes[1] == ((ROUNDED,) if limits is ROUND else (STANDS,))


@pytest.mark.parametrize("limits", [Limits(), ROUND])
def test_a_model_of_which_few_moved_waits_whole(limits: Limits) -> None:
    first = review(fitted(1, {"adversity": (200, 80), "lesson": (150, 40)}), [], Ledger())
    ledger = Ledger(tables=first.remembered)
    outcome = review(fitted(2, {"adversity": (199, 79), "lesson": (150, 40)}), [], ledger, limits=limits)
    assert set(outcome.standing) == {"model:m", "model:m.discrimination"}
    assert outcome.released.tables["model:m"].cells[0].n == 200
    assert outcome.released.tables["model:m.discrimination"].cells[0].value("auc") == 0.52
    anew = review(fitted(2, {"adversity": (180, 70), "lesson": (130, 30)}), [], ledger, limits=limits)
    assert anew.released.tables["model:m"].cells[0].n == 180


@pytest.mark.parametrize("limits", [Limits(), ROUND])
def test_a_model_waits_when_few_moved_in_a_level_of_it_however_many_moved_in_all(limits: Limits) -> None:
    first = review(fitted(1, {"adversity": (200, 80), "lesson": (150, 40)}), [], Ledger())
    ledger = Ledger(tables=first.remembered)
    outcome = review(fitted(2, {"adversity": (160, 60), "lesson": (147, 38)}), [], ledger, limits=limits)
    assert set(outcome.standing) == {"model:m", "model:m.discrimination"}
    assert [cell.n for cell in outcome.released.tables["model:m"].cells] == [
        cell.n for cell in first.released.tables["model:m"].cells
    ]


def test_a_model_whose_discrimination_never_left_is_withheld_until_it_may_leave_anew() -> None:
    first = review(fitted(1, {"adversity": (200, 80)})[:1], [], Ledger())
    outcome = review(fitted(2, {"adversity": (199, 79)}), [], Ledger(tables=first.remembered))
    assert outcome.standing == ()
    assert all(cell.withheld for table in outcome.released.tables.values() for cell in table.cells)


def typology(revision: int, n: int, *classes: int) -> list[Table]:
    shares = Table(
        "typology:t.shares",
        "S",
        "share",
        (),
        tuple(
            Cell({}, name, n, size, {"estimate": size / n})
            for name, size in zip("ABC", classes, strict=False)
        ),
        "s",
        "typology:t.shares",
        column="typology:t.shares",
        revision=revision,
    )
    profiles = Table(
        "typology:t",
        "T",
        "share",
        ("item", "class"),
        tuple(
            Cell({"item": "met", "class": name}, None, size, size // 2, {"estimate": 0.5})
            for name, size in zip("ABC", classes, strict=False)
        ),
        "s",
        "typology:t",
        column="typology:t",
        revision=revision,
    )
    return [profiles, shares]


def test_a_typology_waits_by_its_base_however_far_its_classes_moved() -> None:
    first = review(typology(1, 900, 600, 300), [], Ledger())
    ledger = Ledger(tables=first.remembered)
    waits = review(typology(2, 899, 500, 399), [], ledger)
    assert set(waits.standing) == {"typology:t", "typology:t.shares"}
    anew = review(typology(2, 890, 500, 390), [], ledger)
    assert anew.standing == ()


def test_published_data_and_words_never_wait() -> None:
    public = replace(by_sex(2, women=(199, 59)), public_use=True)
    assert review([public], [], after(by_sex(1))).standing == ()
