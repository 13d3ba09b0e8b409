"""Headlines say what the released numbers show, and no more."""

from __future__ import annotations

import pytest

from handrail.report.headlines import (
    gap_headline,
    headline,
    joint_headline,
    profiles_headline,
    spread_headline,
)
from handrail.report.model_headlines import model_headline
from handrail.values import Cell, Table


def shares(name: str, label: str, found: dict[str, float | None]) -> Table:
    cells = tuple(
        Cell(
            {"country": country},
            None,
            200,
            50,
            {"estimate": share, "low": share - 0.05, "high": share + 0.05},
        )
        if share is not None
        else Cell({"country": country}, None, 0, None, {}, withheld="few")
        for country, share in found.items()
    )
    return Table(name, f"Title of {name}", "share", ("country",), cells, "s", "v", labels={"v": label})


def plain(words: str) -> str:
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_difference_is_called_one_only_where_the_intervals_lie_apart() -> None:
    assert plain(headline(shares("e", "E", {"UK": 0.3, "Italy": 0.35}))) == (
        "Title of e: from 30.0 % (UK) to 35.0 % (Italy), with intervals that overlap."
    )
    assert headline(shares("e", "E", {"UK": 0.3, "Italy": 0.5})).endswith("with intervals that lie apart.")


def test_a_table_without_released_numbers_says_that_they_are_withheld() -> None:
    table = shares("e", "E", {"UK": None})
    assert headline(table) == "Title of e: withheld, because groups are too small."
    assert model_headline(table) == "Title of e: withheld, because groups are too small."


def test_a_gap_is_claimed_for_every_group_only_when_it_holds_in_every_group() -> None:
    cases = shares("c", "Meets cases", {"UK": 0.6, "Italy": 0.58})
    trained = shares("t", "Trained", {"UK": 0.34, "Italy": 0.29})
    assert gap_headline(cases, trained) == (
        "“Meets cases” is commoner than “Trained” in every group shown, by 26 (UK) to 29 points (Italy)."
    )
    turned = gap_headline(cases, shares("t", "Trained", {"UK": 0.34, "Italy": 0.7}))
    assert turned == "Title of c, and title of t: the difference runs from −12 (Italy) to 26 points (UK)."


def test_a_gap_within_the_intervals_is_no_claim() -> None:
    first, second = shares("c", "Meets", {"UK": 0.503}), shares("t", "Trained", {"UK": 0.5})
    assert gap_headline(first, second).startswith("Title of c, and title of t: the difference runs from 0")


def test_yes_and_no_say_of_what() -> None:
    cells = tuple(
        Cell({"open": level}, None, 200, 50, {"estimate": share, "low": share - 0.02, "high": share + 0.02})
        for level, share in (("Yes", 0.4), ("No", 0.3))
    )
    table = Table("e", "Contact", "share", ("open",), cells, "s", "v", labels={"open": "Open account"})
    assert plain(headline(table)) == (
        "Contact: from 30.0 % (Open account: no) to 40.0 % (Open account: yes), "
        "with intervals that lie apart."
    )


def test_a_gap_is_not_computed_from_a_withheld_side() -> None:
    one = gap_headline(shares("c", "Meets", {"UK": 0.6, "Italy": None}), shares("t", "Trained", {"UK": 0.3}))
    assert "Italy" not in one
    none = gap_headline(shares("c", "Meets", {"UK": None}), shares("t", "Trained", {"UK": 0.3}))
    assert none.endswith("withheld, because groups are too small.")


def factor(name: str, level: str, ratio: float, low: float | None, high: float | None) -> Cell:
    return Cell(
        {"factor": name, "level": level}, None, 300, 90, {"estimate": ratio, "low": low, "high": high}
    )


def test_a_model_names_only_factors_whose_interval_excludes_one() -> None:
    cells = (
        factor("Open account", "No", 1.0, None, None),
        factor("Open account", "Yes", 1.8, 1.3, 2.4),
        factor("Could talk at home", "Yes", 0.6, 0.4, 0.9),
        factor("Adversity", "Yes", 2.9, 0.9, 8.1),
    )
    table = Table("model:m", "Circumstances", "odds-ratio", ("factor", "level"), cells, "s", "contact")
    assert model_headline(table) == (
        "Circumstances: more often with open account (odds ratio 1.80) and less often with could talk at "
        "home (0.60), each adjusted for the others."
    )
    unclear = Table("model:m", "C", "odds-ratio", ("factor", "level"), cells[3:], "s", "contact")
    assert model_headline(unclear) == "C: no factor is clearly associated."
    group = {"kind": "Who answered", "factor": "Sex", "level": "Male"}
    answered = Cell(group, None, 400, 60, {"estimate": 2.5, "low": 1.7, "high": 3.6})
    others = Table("model:m", "C", "odds-ratio", ("kind", "factor", "level"), (answered,), "s", "contact")
    assert model_headline(others) == "C: nothing but who answered is clearly associated."


def test_profiles_are_counted_from_what_was_released() -> None:
    cells = tuple(
        Cell({}, name, 1000, 300, {"estimate": share}) for name, share in (("Little", 0.6), ("Pressed", 0.4))
    )
    table = Table("typology:t.shares", "T", "share", (), cells, "s", "t")
    assert plain(profiles_headline("Experiences", table)) == (
        "Experiences: 2 profiles, from “Little” (60.0 %) to “Pressed” (40.0 %)."
    )
    assert profiles_headline("Experiences", None) == "Experiences: withheld, because groups are too small."


def test_a_spread_counts_the_themes_that_were_heard_in_every_group() -> None:
    words = {("T1", "police"): "heard", ("T1", "industry"): "heard", ("T2", "police"): "heard"}
    words |= {("T2", "industry"): "not heard"}
    cells = tuple(Cell({"theme": t, "sector": s}, word, 3, None, {}) for (t, s), word in words.items())
    table = Table("themes:i.sector", "W", "text", ("theme", "sector"), cells, "i", "theme")
    assert spread_headline(table) == "1 of 2 themes were heard in every sector that can be told apart."


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        (["agreement"], "Of 1 topic, interviews and surveys agree on 1."),
        (["agreement", "dissonance"], "agree on 1 and contradict each other on 1."),
        (["silence", "silence"], "Of 2 topics, one side is silent on 2."),
    ],
)
def test_the_joint_display_is_counted_by_reading(readings: list[str], words: str) -> None:
    assert joint_headline(readings).endswith(words)
