"""Nothing goes around the review, and the review lets nothing small through."""

import ast
import random
from dataclasses import replace
from pathlib import Path

import pytest

import handrail
from handrail.disclosure import Ledger, Limits, PassageApproval, QuotationRequest, Review, review
from handrail.values import Cell, Table

SEXES = ("Female", "Male", "Another")


def share(group: dict[str, str], n: int, count: int) -> Cell:
    return Cell(group, None, n, count, {"estimate": count / n if n else None, "weighted_n": float(n)})


def table(name: str, *cells: Cell, **more: object) -> Table:
    dimensions = tuple(dict.fromkeys(key for cell in cells for key in cell.group))
    return Table(name, "T", "share", dimensions, cells, "survey", "contact", **more)  # type: ignore[arg-type]


def withheld(outcome: Review, name: str) -> list[bool]:
    return [cell.withheld is not None for cell in outcome.released.tables[name].cells]


@pytest.mark.parametrize(
    ("n", "count", "leaves"),
    [(400, 60, True), (9, 4, False), (400, 9, False), (400, 391, False), (400, 390, True), (400, 10, True)],
)
def test_a_cell_leaves_only_when_its_base_its_count_and_its_complement_reach_ten(
    n: int, count: int, leaves: bool
) -> None:
    outcome = review([table("estimate:a", share({}, n, count))], [], Ledger())
    assert withheld(outcome, "estimate:a") == [not leaves]


def test_a_withheld_cell_carries_no_number_at_all() -> None:
    outcome = review([table("estimate:a", share({"sex": "Another"}, 7, 3))], [], Ledger())
    (cell,) = outcome.released.tables["estimate:a"].cells
    assert (cell.n, cell.count, dict(cell.values)) == (0, None, {})


def test_the_total_over_a_withheld_cell_is_withheld_in_every_linked_table() -> None:
    by_sex = table(
        "estimate:by-sex",
        share({"sex": "Female"}, 200, 50),
        share({"sex": "Another"}, 7, 3),
        share({}, 207, 53),
    )
    whole = table("estimate:whole", share({}, 207, 53))
    other = replace(whole, name="estimate:other-variable", variable="told")
    outcome = review([by_sex, whole, other], [], Ledger())
    assert withheld(outcome, "estimate:by-sex") == [False, True, True]
    assert withheld(outcome, "estimate:whole") == [True]
    assert withheld(outcome, "estimate:other-variable") == [False]


def test_no_table_gives_a_withheld_count_back_by_subtraction_from_its_total() -> None:
    # The attacker: one unknown group, everything else printed, total printed.
    for seed in range(500):
        draw = random.Random(seed)
        cells = [share({"sex": sex}, n := draw.randint(1, 60), draw.randint(0, n)) for sex in SEXES]
        total = share({}, sum(cell.n for cell in cells), sum(cell.count or 0 for cell in cells))
        outcome = review([table("estimate:a", *cells, total)], [], Ledger())
        *groups, whole = outcome.released.tables["estimate:a"].cells
        unknown = [cell for cell in groups if cell.withheld]
        assert not unknown or whole.withheld


def test_a_total_is_withheld_when_those_in_no_group_are_few() -> None:
    # 207 answered, 200 of them said which sex: the total would show the seven others by subtraction.
    groups = (share({"sex": "Female"}, 100, 40), share({"sex": "Male"}, 100, 40))
    few = review([table("estimate:a", *groups, share({}, 207, 83))], [], Ledger())
    assert withheld(few, "estimate:a") == [False, False, True]
    none = review([table("estimate:a", *groups, share({}, 200, 80))], [], Ledger())
    assert withheld(none, "estimate:a") == [False, False, False]
    many = review([table("estimate:a", *groups, share({}, 260, 110))], [], Ledger())
    assert withheld(many, "estimate:a") == [False, False, False]
    rare = review([table("estimate:a", *groups, share({}, 260, 83))], [], Ledger())
    assert withheld(rare, "estimate:a") == [False, False, True]


def test_one_small_category_withholds_all_categories_of_its_group() -> None:
    cells = tuple(
        Cell({"sex": "F"}, name, 100, count, {"estimate": count / 100})
        for name, count in (("a", 5), ("b", 45), ("c", 50))
    )
    outcome = review([Table("estimate:a", "T", "share", ("sex",), cells, "s", "v")], [], Ledger())
    assert withheld(outcome, "estimate:a") == [True, True, True]


def test_a_declared_public_use_file_is_not_suppressed() -> None:
    outcome = review([table("estimate:a", share({}, 7, 3), public_use=True)], [], Ledger())
    assert withheld(outcome, "estimate:a") == [False]


def test_a_lowered_limit_is_followed() -> None:
    outcome = review([table("estimate:a", share({}, 9, 4))], [], Ledger(), limits=Limits(smallest_cell=4))
    assert withheld(outcome, "estimate:a") == [False]


def test_a_refusal_names_the_rule_and_the_remedy_and_never_a_level() -> None:
    outcome = review([table("estimate:a", share({"sex": "Another"}, 7, 3))], [], Ledger())
    (refusal,) = outcome.refused
    assert "fewer than 10" in refusal.rule
    assert refusal.remedy
    assert "Another" not in refusal.rule + refusal.remedy


APPROVED = PassageApproval("CD", "2026-05-01", False, False, False, ("sector",))
PEOPLE = [{"sector": "policing", "country": c} for c in ("UK", "UK", "Italy")] + [
    {"sector": "industry", "country": "UK"}
]


def passage(**changes: object) -> QuotationRequest:
    base = QuotationRequest(
        "passage:1", "Words.", "P1", True, "attributed", {"sector": "policing", "country": "UK"}, (), APPROVED
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def quote(request: QuotationRequest, ledger: Ledger | None = None) -> Review:
    return review([], [request], ledger or Ledger(), participants=PEOPLE)


def test_an_approved_passage_within_consent_and_shared_by_three_leaves_with_its_label() -> None:
    released = quote(passage()).released.quotations["passage:1"]
    assert (released.text, released.label) == ("Words.", "policing")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"tier": "none"}, "consent"),
        ({"consent_analysis": False}, "consent"),
        ({"flags": ("operational",)}, "operational"),
        ({"flags": ("third-party",)}, "third-party"),
        ({"flags": ("possible-current-harm",)}, "possible-current-harm"),
        ({"approval": None}, "approves"),
        ({"approval": replace(APPROVED, recognisable=True)}, "recognisable"),
        ({"approval": replace(APPROVED, third_party=True)}, "third party"),
        ({"approval": replace(APPROVED, operational_tactic=True)}, "operational tactic"),
        ({"tier": "named-role"}, "named role"),
        ({"approval": replace(APPROVED, label=("sector", "country"))}, "at least 3"),
        ({"attributes": {"sector": "industry"}}, "at least 3"),
    ],
)
def test_a_quotation_that_breaks_one_rule_is_refused_for_that_rule(
    changes: dict[str, object], rule: str
) -> None:
    outcome = quote(passage(**changes))
    assert not outcome.released.quotations
    assert rule in outcome.refused[0].rule
    assert "Words." not in outcome.refused[0].rule + outcome.refused[0].remedy


def test_attributes_shown_in_earlier_releases_count_with_those_shown_now() -> None:
    assert not quote(passage(), Ledger({"P1": {"country": "UK"}})).released.quotations
    assert quote(passage(), Ledger({"P2": {"country": "UK"}})).released.quotations


def test_the_strand_under_which_a_quotation_is_printed_counts_as_shown() -> None:
    people = [{**person, "strand": "a" if number < 2 else "b"} for number, person in enumerate(PEOPLE)]
    for strand, shared in (("a", 2), ("b", 1)):
        assert shared < 3
        outcome = review([], [passage(context={"strand": strand})], Ledger(), participants=people)
        assert not outcome.released.quotations
    alone = [{**person, "strand": "a"} for person in PEOPLE]
    assert review([], [passage(context={"strand": "a"})], Ledger(), participants=alone).released.quotations


def test_two_quotations_of_one_person_show_both_labels_of_that_person() -> None:
    country = replace(APPROVED, label=("country",))
    people = [{"sector": "policing", "country": c} for c in ("UK", "Italy", "Ireland")]
    people += [{"sector": "industry", "country": "UK"}] * 2
    first, second = passage(), replace(passage(approval=country), id="passage:2")
    assert review([], [first], Ledger(), participants=people).released.quotations
    assert review([], [second], Ledger(), participants=people).released.quotations
    both = review([], [first, second], Ledger(), participants=people)
    assert not both.released.quotations
    assert len(both.refused) == 2
    stranger = replace(second, participant="P2")
    assert len(review([], [first, stranger], Ledger(), participants=people).released.quotations) == 2


def test_a_refused_label_does_not_count_against_the_person_s_other_quotations() -> None:
    bad = replace(passage(approval=replace(APPROVED, label=("sector", "country"))), id="passage:2")
    outcome = review([], [passage(), bad], Ledger(), participants=PEOPLE)
    assert set(outcome.released.quotations) == {"passage:1"}


def test_a_category_withheld_for_the_rest_takes_its_siblings_with_it() -> None:
    def cells(group: dict[str, str], *counts: int) -> list[Cell]:
        n = sum(counts)
        return [Cell(group, name, n, k, {"estimate": k / n}) for name, k in zip("abc", counts, strict=True)]

    listed = (*cells({"sex": "F"}, 20, 30, 40), *cells({"sex": "M"}, 20, 30, 40), *cells({}, 43, 85, 102))
    outcome = review([Table("estimate:a", "T", "share", ("sex",), listed, "s", "v")], [], Ledger())
    assert withheld(outcome, "estimate:a") == [False] * 6 + [True] * 3


def test_variables_made_from_one_column_are_linked() -> None:
    one = table("estimate:a", share({"sex": "F"}, 200, 50), share({"sex": "X"}, 7, 3), share({}, 207, 53))
    other = replace(table("estimate:b", share({}, 207, 53)), variable="again", column="contact")
    outcome = review([one, other], [], Ledger())
    assert withheld(outcome, "estimate:b") == [True]


def test_an_unattributed_quotation_shows_nothing_of_the_participant() -> None:
    released = quote(passage(tier="unattributed", attributes={"sector": "industry"})).released.quotations[
        "passage:1"
    ]
    assert (released.label, dict(released.shown)) == ("a participant", {})


def test_a_named_role_leaves_in_the_words_that_the_participant_approved() -> None:
    request = passage(tier="named-role", approval=replace(APPROVED, role="a head of unit"))
    assert quote(request).released.quotations["passage:1"].label == "a head of unit"


def test_the_request_keeps_the_words_and_the_participant_out_of_its_repr() -> None:
    assert "Words." not in repr(passage())
    assert "P1" not in repr(passage())


def test_released_is_built_in_one_place_only() -> None:
    root = Path(handrail.__file__).parent
    builders = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name == "Released" or (
                    name == "replace" and "released" in ast.unparse(node.args[0]).lower()
                ):
                    builders.add(path.relative_to(root).as_posix())
    assert builders == {"disclosure/review.py"}
