"""Worded: tables of words for figures, made so that no cell can point at a person.

They pass through disclosure review with everything else. A level that fewer than three participants share is
never told apart: small levels are taken together, and where even these are few, left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from handrail.guideline import JointRow
from handrail.interviews.groups import SMALLEST_GROUP, group_levels, words_for
from handrail.report.words import JOINT_DISPLAY, spread_name
from handrail.study.built import Built
from handrail.study.place import Strand
from handrail.values import Cell, Table


def worded_tables(built: Built) -> list[Table]:
    """Return every table of words: themes by each attribute, and the map of the joint display."""
    tables = [
        table
        for strand in built.strands
        for attribute in strand.shown_attributes()
        if (table := themes_by(strand, attribute)) is not None
    ]
    if built.guideline.joint_display:
        tables.append(joint_map(built.guideline.joint_display))
    return tables


def themes_by(strand: Strand, attribute: str) -> Table | None:
    """Return where each theme was heard, in words; None where fewer than two groups can be told apart."""
    spread = [made.body for made in strand.themes.values() if made is not None]
    if not spread:
        return None
    groups = group_levels(spread[0]["people_at_level"][attribute])
    if len(groups) < 2:
        return None
    cells = []
    for theme in spread:
        heard = theme["attributes"][attribute]
        for group, (levels, people) in groups.items():
            count = sum(heard.get(level, 0) for level in levels)
            where = {"theme": theme["sentence"], attribute: group}
            cells.append(Cell(where, words_for(count, people), people, None, {}))
    return Table(
        name=spread_name(strand.plan.id, attribute),
        title=f"Where each theme was heard, by {attribute}",
        measure="text",
        dimensions=("theme", attribute),
        cells=tuple(cells),
        source=strand.plan.id,
        variable="theme",
        notes=(
            "Words and not counts: a handful of people are no proportion of anyone. Groups of fewer than "
            f"{SMALLEST_GROUP} participants are taken together.",
        ),
        labels={"theme": "Theme", attribute: attribute.capitalize()},
    )


def joint_map(rows: Iterable[JointRow]) -> Table:
    """Return how interviews and surveys fit, topic by topic, as a table of words."""
    cells = []
    for row in rows:
        sides = {
            "In the interviews": "heard" if row.interviews else _silent(row),
            "In the surveys": "measured" if row.survey else _silent(row),
            "Together": row.reading,
        }
        cells += [Cell({"topic": row.topic, "side": side}, word, 0, None, {}) for side, word in sides.items()]
    return Table(
        name=JOINT_DISPLAY,
        title="How interviews and surveys fit together",
        measure="text",
        dimensions=("topic", "side"),
        cells=tuple(cells),
        source="guideline",
        variable="reading",
        notes=("The team's reading of each topic; the joint display says why.",),
        labels={"topic": "Topic", "side": "Where"},
    )


def _silent(row: JointRow) -> str:
    return row.silence or "nothing"
