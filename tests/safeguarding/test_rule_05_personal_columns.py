"""Rule 5: de-identified input only: columns that identify people wait for a person's decision."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from columns import FRESH, HARMLESS, HELD_OUT, TUNED, Column, Make, harmless, hostile
from small_study import rows, write_rows
from test_export_attempts import tried

from handrail.survey import suspicious_columns

SEED = 2026


def missed(columns: Iterable[Column]) -> tuple[int, Counter[str]]:
    """Return how many columns there were, and the kinds of those that were not found."""
    made = list(columns)
    return len(made), Counter(one.kind for one in made if not suspicious_columns(one.survey()))


def test_rule_5_of_200_hostile_columns_at_least_98_in_a_hundred_are_quarantined(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts: dict[str, tuple[tuple[str, Make], ...]] = {"tuned": TUNED, "held out": HELD_OUT, "fresh": FRESH}
    assert len({name for kinds in parts.values() for name, _ in kinds}) == sum(map(len, parts.values()))
    found, total = 0, 0
    for part, kinds in parts.items():
        count, lost = missed(hostile(kinds, SEED))
        total, found = total + count, found + count - lost.total()
        with capsys.disabled():
            print(
                f"\n  hostile columns, {part}: {count - lost.total()} of {count} found {dict(lost) or ''}",
                end="",
            )
        # The fresh part was never tuned on: four columns of one kind are its smallest step.
        assert (count - lost.total()) / count >= (0.98 if part != "fresh" else 0.92), lost
    assert total >= 200
    assert found / total >= 0.98


def test_rule_5_of_200_harmless_columns_fewer_than_one_in_twenty_is_held_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = list(harmless(SEED))
    assert len(made) >= 200
    assert len({name for name, _ in HARMLESS}) == len(HARMLESS)
    alarms = [one for one in made if suspicious_columns(one.survey())]
    with capsys.disabled():
        print(f"\n  harmless columns: {len(alarms)} of {len(made)} held up", end="")
    assert len(alarms) / len(made) < 0.05, Counter((one.kind, one.name) for one in alarms)


def test_rule_5_an_identifying_column_stops_the_import_and_nothing_of_it_is_stored_or_said(
    small: Path,
) -> None:
    draw = random.Random(SEED)
    makes = [make for kinds in (TUNED, HELD_OUT, FRESH) for name, make in kinds if "labels" not in name]
    for make in draw.sample(makes, 8):
        column = make(draw)
        given = [str(value) for value in column.values if value is not None]
        quoted = ['"' + given[place % len(given)].replace('"', '""') + '"' for place in range(len(rows()))]
        values = [[*row, value] for row, value in zip(rows(), quoted, strict=True)]
        write_rows(
            small, values, f"respondent,q1,q2,stratum,cluster,{column.name if column.name != 'q1' else 'q99'}"
        )
        code, said = tried(small)
        assert code == 11, column.kind
        assert "waits for a person's decision" in said
        assert not (small / "study.db").exists()
        assert not [one for one in given if len(one) > 3 and one in said], column.kind


def test_rule_5_a_message_about_a_column_holds_no_value_of_it() -> None:
    for column in hostile((*TUNED, *HELD_OUT, *FRESH), SEED, each=1):
        said = repr(suspicious_columns(column.survey()))
        shown = [*column.values, *column.value_labels.values()]
        assert not [one for one in shown if one is not None and len(str(one)) > 3 and str(one) in said], (
            column.kind
        )
