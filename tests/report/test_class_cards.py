"""A card for each class of a typology: what stands on it, and what it says where a study asked nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from handrail.disclosure import Ledger, Released, review
from handrail.documents import Block, Card, Document, Section, write_html, write_pdf
from handrail.documents.text import plain_text
from handrail.report.class_cards import NOT_ASKED, NOT_EXAMINED, NOT_READ, WARNING, class_cards
from handrail.report.story import ProfileFacts, ResultFacts
from handrail.report.typologies import typology_blocks
from handrail.values import Cell, Method, Table

CLASSES = ("Little or nothing", "Pressed and threatened")
ITEMS = {
    "Asked for pictures": ({"below": 0.05}, {"estimate": 0.91}, {"estimate": 0.24}),
    "Threatened": ({"estimate": 0.07}, {"above": 0.95}, {"estimate": 0.2}),
    "Asked to meet": ({"estimate": 0.12}, {"estimate": 0.14}, {"estimate": 0.13}),
    "Gave presents": ({"estimate": 0.3}, {"estimate": 0.1}, {"estimate": 0.27}),
}
NAMED = tuple(
    ProfileFacts(name, f"{name}, described.", "The numbers say so.", "Dr B. Reader", date(2027, 1, 31))
    for name in CLASSES
)
NODE = "typology:t"


def table(part: str, measure: Any, dimensions: tuple[str, ...], *cells: Cell, **more: Any) -> Table:
    name = NODE + part
    return Table(name, f"T{part}", measure, dimensions, cells, "s", more.pop("variable", name), **more)


def profiles(few: int | None = None) -> Table:
    cells = [
        Cell(
            {"item": item, "class": name}, None, 600 - 300 * k, few if few and k == 1 else 60, dict(values[k])
        )
        for item, values in ITEMS.items()
        for k, name in enumerate(CLASSES)
    ]
    return table("", "probability", ("item", "class"), *cells)


def everyone() -> Table:
    cells = (Cell({"item": item}, None, 900, 200, dict(values[2])) for item, values in ITEMS.items())
    return table(".everyone", "probability", ("item",), *cells)


def shares(part: str = ".shares", **ends: float) -> Table:
    cells = (
        Cell({}, name, 900, 600 - 300 * k, {"estimate": share, **ends})
        for k, (name, share) in enumerate(zip(CLASSES, (0.67, 0.33), strict=True))
    )
    return table(part, "share", (), *cells)


def predictors() -> Table:
    rows = (
        ("Adversity at home", "Yes", 2.4, 1.5, 3.8),
        ("A lesson on what to do", "Yes", 0.6, 0.4, 0.9),
        ("Country", "Italy", 1.1, 0.8, 1.5),
        ("Country", "UK", 1.0, None, None),
    )
    cells = [
        Cell(
            {"class": CLASSES[1], "factor": factor, "level": level}, None, 300, 100,
            {"estimate": odds, "low": low, "high": high} | ({"reference": 1.0} if low is None else {}),
        )
        for factor, level, odds, low, high in rows
    ]  # fmt: skip
    return table(".predictors", "odds-ratio", ("class", "factor", "level"), *cells)


def outcomes() -> Table:
    cells = (
        Cell(
            {"item": "Told someone", "class": name}, None, 300, 100,
            {"estimate": share, "low": share - 0.1, "high": share + 0.1},
        )
        for name, share in zip(CLASSES, (0.5, 0.25), strict=True)
    )  # fmt: skip
    return table(".outcomes", "share", ("item", "class"), *cells, variable="told")


def recovered() -> Table:
    values = {"recovered": 0.9, "draws": 40.0, "jaccard": 0.91, "jaccard_low": None}
    cells = (Cell({"class": name}, None, 300, None, values) for name in CLASSES)
    return table(".stability.recovered", "diagnostic", ("class",), *cells)


ROLES = {
    "A lesson on what to do": "service",
    "Adversity at home": "adversity",
    "Someone to talk to": "protective",
}
FACTS = ResultFacts(
    NODE,
    "typology",
    "Experiences",
    "s",
    Method("m", 1, "M", "R"),
    {},
    900,
    950,
    (),
    (),
    described=NAMED,
    roles=ROLES,
)


def released(*tables: Table) -> Released:
    return review(tables, [], Ledger()).released


def words(*tables: Table, of: int = 1, facts: ResultFacts = FACTS) -> str:
    out = released(*tables)
    cards = class_cards(SimpleNamespace(released=out), facts)  # type: ignore[arg-type]
    assert len(cards) == 2
    return printed(out, cards[of])


def document_of(out: Released, *blocks: Block) -> Document:
    return Document("D", "", "en", None, (), (Section("S", "s", blocks),), (), out)


def printed(out: Released, card: Card) -> str:
    said = plain_text(document_of(out, card))
    return " ".join(said.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_what_marks_a_class_is_said_with_the_largest_difference_first() -> None:
    said = words(profiles(), everyone(), shares())
    order = [
        said.index(item)
        for item in ("Threatened: >.95 here", "Asked for pictures: .91 here", "Gave presents")
    ]
    assert order == sorted(order)
    assert "Threatened: >.95 here, .20 among everybody" in said
    assert "About as common as among everybody: “Asked to meet”" in said
    assert "Asked for pictures: <.05 here, .24 among everybody" in words(profiles(), everyone(), of=0)


def marked(here: dict[str, float], there: dict[str, float]) -> str:
    """Return what a card says of one experience, beside two that differ much."""
    one = table(
        "", "probability", ("item", "class"),
        *(Cell({"item": "Hurt", "class": name}, None, 600 - 300 * k, 60, here if k else {"estimate": 0.5})
          for k, name in enumerate(CLASSES)),
    )  # fmt: skip
    whole = table(".everyone", "probability", ("item",), Cell({"item": "Hurt"}, None, 900, 200, there))
    said = words(one, whole)
    return said[said.index("What marks it ") : said.index("What it goes together with")]


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        # .01 and .07 are six-fold: the limit is no likeness.
        ({"below": 0.05}, {"estimate": 0.07}, "<.05 here, .07 among everybody"),
        ({"below": 0.05}, {"estimate": 0.05}, "<.05 here, .05 among everybody"),
        ({"above": 0.95}, {"estimate": 0.93}, ">.95 here, .93 among everybody"),
        ({"estimate": 0.08}, {"below": 0.05}, ".08 here, <.05 among everybody"),
        ({"below": 0.12}, {"estimate": 0.1}, "<.12 here, .10 among everybody"),
        ({"below": 0.12}, {"below": 0.05}, "<.12 here, <.05 among everybody"),
    ],
)
def test_a_limit_never_shows_that_two_probabilities_are_alike(
    here: dict[str, float], there: dict[str, float], told: str
) -> None:
    said = marked(here, there)
    assert f"Hurt: {told}" in said
    assert "About as common" not in said


def test_two_limits_that_admit_no_difference_are_alike() -> None:
    for limit in ({"below": 0.05}, {"above": 0.95}):
        assert "About as common as among everybody: “Hurt”" in marked(limit, limit)


def test_without_everybody_s_share_the_other_profiles_stand_beside() -> None:
    assert "Threatened: >.95 here, .07 in the other profiles that may be shown" in words(profiles())


def test_a_card_reads_only_what_review_released() -> None:
    said = words(profiles(few=6), everyone(), shares())
    assert "Withheld, because groups are too small: “Asked for pictures”, “Threatened”" in said
    assert ".91" not in said
    assert "Dr B. Reader" in said


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ((shares(),), "33.0 % of 900 respondents; no interval was computed."),
        ((shares(low=0.3, high=0.36),), "33.0 % of 900 respondents (95 % interval 30.0 to 36.0)."),
        (
            (shares(), shares(".stability.interval-shares", low=0.29, high=0.37)),
            "(95 % interval 29.0 to 37.0).",
        ),
        ((), "Withheld, because groups are too small."),
    ],
)
def test_the_share_stands_with_its_interval(tables: tuple[Table, ...], expected: str) -> None:
    said = words(profiles(), *tables)
    assert expected in said[said.index("How common it is ") : said.index("What marks it")]


def test_a_weighted_share_is_no_share_of_those_who_answered() -> None:
    facts = replace(FACTS, rules={"weights": "scaled to add up to the respondents in the model"})
    said = words(profiles(), shares(low=0.3, high=0.36), facts=facts)
    assert "33.0 % weighted (95 % interval 30.0 to 36.0); 900 respondents answered." in said
    assert "of 900 respondents" not in said
    said = words(profiles(), shares(), facts=facts)
    assert "33.0 % weighted; 900 respondents answered; no interval was computed." in said
    said = words(profiles(), shares(), facts=replace(FACTS, rules={"weights": "none"}))
    assert "33.0 % of 900 respondents" in said


def test_what_services_can_change_stands_apart_from_what_it_goes_together_with() -> None:
    said = words(profiles(), predictors(), outcomes())
    together, changed = (
        said.index("What it goes together with"),
        said.index("What protects, and what services"),
    )
    assert together < said.index("Adversity at home: odds ratio 2.40 (1.50 to 3.80) against") < changed
    assert said.index("A lesson on what to do: odds ratio 0.60 (0.40 to 0.90)") > changed
    assert (
        "Country, Italy: odds ratio 1.10 (0.80 to 1.50) against “Little or nothing”; the interval holds 1"
        in said
    )
    assert "Country, UK" not in said
    assert "Told someone: 25.0 % (15.0 to 35.0); in the other profiles 50.0 %" in said
    assert said.count("it names no cause") == 2


def test_the_class_that_others_are_compared_with_says_so() -> None:
    said = words(profiles(), predictors(), of=0)
    for begin, end in (
        ("What it goes together with ", "What protects, and what"),
        ("What protects, and what services can change ", "How stable it is"),
    ):
        there = said[said.index(begin) + len(begin) : said.index(end)]
        assert "With it the other profiles are compared: their cards say how they differ" in there
        assert "Withheld" not in there


def test_the_class_that_others_are_compared_with_says_what_was_withheld_of_them() -> None:
    few = replace(predictors(), cells=tuple(replace(cell, count=3) for cell in predictors().cells))
    said = words(profiles(), few, of=0)
    assert "With it the other profiles are compared" not in said
    assert "What protects, and what services can change Withheld, because groups are too small." in said


def test_an_outcome_that_was_withheld_is_not_one_that_was_not_asked_for() -> None:
    few = replace(outcomes(), cells=tuple(replace(cell, count=3) for cell in outcomes().cells))
    said = words(profiles(), few, facts=replace(FACTS, roles={"Told someone": "protective"}))
    assert "What protects, and what services can change Withheld, because groups are too small." in said


def test_a_withheld_model_is_no_model_that_was_not_asked_for() -> None:
    few = replace(predictors(), cells=tuple(replace(cell, count=3) for cell in predictors().cells))
    said = words(profiles(), few)
    assert "odds ratio" not in said
    assert "What protects, and what services can change Withheld, because groups are too small." in said


def test_what_the_study_did_not_ask_is_said_in_so_many_words() -> None:
    said = words(profiles())
    assert f"What it goes together with {NOT_ASKED}" in said
    assert f"How stable it is {NOT_EXAMINED}" in said
    assert "The survey has answers on “A lesson on what to do” and “Someone to talk to”" in said
    nothing = words(profiles(), facts=replace(FACTS, roles={}))
    assert f"{NOT_ASKED} Its survey has no variable on a service or on what protects." in nothing


def test_how_stable_a_class_is_comes_from_the_refits() -> None:
    said = words(profiles(), recovered())
    assert "It came back in 36 of 40 draws of the sample (90.0 %). Mean Jaccard 0.91" in said


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (NAMED[1], "Named so because: The numbers say so. Read by Dr B. Reader on 31 January 2027."),
        (replace(NAMED[1], second_reader=""), NOT_READ),
        (replace(NAMED[1], because=""), f"No reason was recorded. {NOT_READ}"),
        (
            replace(NAMED[1], second_reader="Self-checked", read_on=None),
            f"Self-checked: whoever named it works alone. {NOT_READ}",
        ),
        (None, "Nobody has named it yet."),
    ],
)
def test_a_name_says_who_read_it(profile: ProfileFacts | None, expected: str) -> None:
    facts = replace(FACTS, described=(profile,) if profile else ())
    said = words(profiles(), facts=facts)
    assert expected in said[said.index("Its name ") :]


def test_every_card_has_the_one_warning() -> None:
    for of in (0, 1):
        assert words(profiles(), everyone(), shares(), of=of).count(WARNING) == 1


def long_typology() -> tuple[Table, ...]:
    """Return the most that a card can hold: long names, many items, factors and outcomes."""
    item = "An adult whom the respondent knew only from online asked to move to another service, number {}"
    cells = tuple(
        Cell({"item": item.format(at), "class": name}, None, 400, 100, {"estimate": 0.1 + 0.06 * at})
        for at in range(12)
        for name in CLASSES
    )
    rows = tuple(
        Cell(
            {"class": CLASSES[1], "factor": f"{item.format(at)} (factor)", "level": "Often"}, None, 400, 100,
            {"estimate": 1.5 + at, "low": 1.1, "high": 9.0},
        )
        for at in range(12)
    )  # fmt: skip
    told = tuple(
        Cell({"item": f"{item.format(at)} (outcome)", "class": name}, None, 400, 100, {"estimate": 0.3})
        for at in range(8)
        for name in CLASSES
    )
    return (
        table("", "probability", ("item", "class"), *cells),
        table(".predictors", "odds-ratio", ("class", "factor", "level"), *rows),
        table(".outcomes", "share", ("item", "class"), *told, variable="told"),
        shares(),
        recovered(),
    )


def test_the_longest_card_fits_one_side_and_says_how_much_it_left_out() -> None:
    out = released(*long_typology())
    roles = {f"{cell.group['factor']}": "service" for cell in long_typology()[1].cells[:8]}
    facts = replace(FACTS, roles=roles)
    cards = class_cards(SimpleNamespace(released=out), facts)  # type: ignore[arg-type]
    assert write_pdf(document_of(out, *cards)).startswith(b"%PDF")
    said = printed(out, cards[1])
    assert "And 3 more, in the tables." in said
    assert "And 7 more, in the tables." in said


def test_the_section_draws_each_figure_with_its_table_and_a_text_for_those_who_do_not_see_it() -> None:
    comparison = table(
        ".comparison", "diagnostic", ("classes",),
        *(Cell({"classes": str(k)}, None, 900, None, {"bic": 900.0 - k, "aic": 800.0 + k}) for k in (1, 2)),
    )  # fmt: skip
    splits = table(
        ".splits", "share", ("classes", "from", "to"),
        *(Cell({"classes": "1 to 2", "from": "1 of 1", "to": f"{k} of 2"}, None, 900, 300, {"estimate": 0.3})
          for k in (1, 2)),
    )  # fmt: skip
    out = released(profiles(), everyone(), shares(), comparison, splits)
    blocks = typology_blocks(SimpleNamespace(released=out), FACTS, ())  # type: ignore[arg-type]
    html = write_html(document_of(out, *blocks)).decode()
    assert html.count('<figure class="drawn"') == 4
    assert html.count("The numbers in this figure") >= 4
    for alt in (
        "Likeliest in “Pressed and threatened”: Threatened (&gt;.95)",
        "Lowest: bic with 2 and aic with 1.",
        "1 of 1 splits into 1 of 2 (30 %) and 2 of 2 (30 %).",
    ):
        assert alt in html
    assert html.count('<article class="card"') == 2


def test_more_items_than_a_figure_shows_are_a_table_and_no_crash() -> None:
    cells = tuple(
        Cell({"item": f"Item {at}", "class": name}, None, 400, 100, {"estimate": 0.2})
        for at in range(20)
        for name in CLASSES
    )
    out = released(table("", "probability", ("item", "class"), *cells))
    blocks = typology_blocks(SimpleNamespace(released=out), FACTS, ())  # type: ignore[arg-type]
    assert [type(block).__name__ for block in blocks] == ["TableBlock", "Paragraph", "Card", "Card"]
