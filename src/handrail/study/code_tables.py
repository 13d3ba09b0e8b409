"""Code tables: codes that stand together, and codes by attributes, as a strand's plan names them.

What leaves is words; counts are kept for the team's own look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handrail.interviews.groups import SMALLEST_GROUP
from handrail.interviews.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.displays import codes_of, display_name, display_title, need_enough, with_lines
from handrail.study.estimates import outcome_of
from handrail.study.place import Strand
from handrail.study.runner import Outcome, Runner
from handrail.study.said_by import (
    by_participant,
    each_participant,
    groups_of,
    in_use_of,
    levels_of,
    people_of,
    said_by_one,
)

if TYPE_CHECKING:
    from handrail.interviews import Crosstab
    from handrail.interviews.word_tables import Groups

LEFT_OVER = f"each group that codes are told by, and the rest, has {SMALLEST_GROUP} participants or more"
CROSSED = (
    f"tables of codes, put beside each other, place nothing among fewer than {SMALLEST_GROUP} participants"
)


class CodeTables:
    """Counts which codes stand together, and which groups spoke of which code."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def together(self, strand: Strand, codebook: ResultRecord) -> ResultRecord | None:
        """Return which codes stand together in what a participant said.

        Raises
        ------
        PlanError
            For a code that is not in the codebook.
        """
        name = display_name("cooccurrence", strand.plan.id)
        planned = strand.plan.cooccurrence
        assert planned is not None  # noqa: S101 - only planned tables are made
        codes = codes_of(strand, "cooccurrence", planned.codes)
        parts = ("participant", "code", *(() if planned.by == "document" else ("start", "end")))
        used = sorted({(p["document"], *(p[part] for part in parts)) for p in said_by_one(strand)})
        # Turns are where the transcript has them; how long a text is moves nothing.
        read = (
            {
                document: one.content
                for document, *_ in used
                if (one := strand.imported.result("transcript", document))
            }
            if planned.by == "turn"
            else {}
        )
        return self.runner.step(
            name,
            "cooccurrence",
            METHODS["interviews.co_occurrence"],
            [
                planned.model_dump(mode="json"),
                codes,
                used,
                read,
                codebook.content,
                len(people_of(strand)),
                len(in_use_of(strand)),
            ],
            lambda: self._count_together(strand, name, codes),
        )

    def _count_together(self, strand: Strand, name: str, codes: Sequence[str]) -> Outcome:
        from handrail.interviews.word_tables import co_occurrence_result, spoke_of_both

        planned = strand.plan.cooccurrence
        assert planned is not None  # noqa: S101
        people = len(people_of(strand))
        need_enough(len(in_use_of(strand)), "cooccurrence")
        counts = spoke_of_both([*each_participant(strand)], planned.by, codes)
        title = display_title("cooccurrence", strand.plan.title)
        made = co_occurrence_result(counts, codes, people, planned.by, name, title, strand.plan.id)
        lines = [
            f"{codes[row]} with {codes[column]}: {counts[row, column]} of {people} participants"
            for row in range(len(codes))
            for column in range(row)
            if counts[row, column]
        ]
        return with_lines(outcome_of(made), lines, codes)

    def crosstab(self, strand: Strand, codebook: ResultRecord) -> ResultRecord | None:
        """Return which groups of participants spoke of which code.

        Raises
        ------
        PlanError
            For a code that is not in the codebook.
        """
        name = display_name("crosstab", strand.plan.id)
        planned = strand.plan.crosstab
        assert planned is not None  # noqa: S101
        codes = codes_of(strand, "crosstab", planned.codes)
        used = sorted({(p["participant"], p["code"]) for p in said_by_one(strand)})
        levels = {one: levels_of(strand, one) for one in planned.attributes}
        in_use = sorted(in_use_of(strand))
        # What is told of everybody is put beside it.
        beside = strand.plan.cooccurrence
        together = None if beside is None else codes_of(strand, "cooccurrence", beside.codes)
        return self.runner.step(
            name,
            "crosstab",
            METHODS["interviews.crosstab"],
            [planned.model_dump(mode="json"), codes, used, levels, in_use, codebook.content, together],
            lambda: self._cross(strand, name, codes, levels),
        )

    def _cross(
        self, strand: Strand, name: str, codes: Sequence[str], levels: Mapping[str, Mapping[str, str]]
    ) -> Outcome:
        from handrail.interviews import crosstab
        from handrail.interviews.project import Case
        from handrail.interviews.word_tables import crosstab_result

        people = sorted(people_of(strand))
        need_enough(len(in_use_of(strand)), "crosstab")
        cases = (
            Case(who, values={one: of[who] for one, of in levels.items()}, documents=(who,)) for who in people
        )
        project = replace(by_participant(strand, people), cases=tuple(cases))
        found: dict[str, tuple[Crosstab, Groups]] = {}
        apart: dict[str, Groups] = {}
        lines: list[str] = []
        refused: dict[str, str] = {}
        for attribute, level_of in levels.items():
            cross = crosstab(project, codes, attribute, below=True)
            groups = groups_of(strand, level_of)
            if groups is None:
                refused[attribute] = LEFT_OVER
            elif _crossed(strand, {**apart, attribute: groups}, codes, levels):
                refused[attribute] = CROSSED
            else:
                found[attribute], apart[attribute] = (cross, groups), groups
            for code, row in zip(cross.codes, cross.participants.tolist(), strict=True):
                counted = zip(cross.levels, row, cross.bases, strict=True)
                said = ", ".join(f"{level} {count} of {base}" for level, count, base in counted)
                lines.append(f"{code} by {attribute}: {said}")
        title = display_title("crosstab", strand.plan.title)
        made = crosstab_result(found, len(people), name, title, strand.plan.id)
        return with_lines(outcome_of(made), lines, codes, refused=refused)


def _crossed(
    strand: Strand,
    found: Mapping[str, Groups],
    codes: Sequence[str],
    levels: Mapping[str, Mapping[str, str]],
) -> bool:
    """Return whether the tables that tell of a code place what was said among one or two participants."""
    from handrail.interviews.crossing import placed_among_few
    from handrail.study.convert import codebook_of

    together = strand.plan.cooccurrence
    told = () if together is None else codes_of(strand, "cooccurrence", together.codes)
    codebook = codebook_of(strand.session.store, strand.plan.id)
    for code in codes:
        below = {code, *codebook.descendants(code)}
        spoke = frozenset(p["participant"] for p in said_by_one(strand) if p["code"] in below)
        tables = []
        for attribute, groups in found.items():
            members = {
                group: frozenset(who for who, level in levels[attribute].items() if level in names)
                for group, (names, _) in groups.items()
            }
            tables.append({group: (who, len(who & spoke)) for group, who in members.items()})
        if code in told:
            tables.append({"": (frozenset(people_of(strand)), len(spoke))})
        if len(tables) > 1 and placed_among_few(tables, spoke):
            return True
    return False
