"""Participant flow: how many were invited, took part and were analysed, and why the others are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from handrail.values.errors import DataError, Problem
from handrail.values.table import Cell, Table
from handrail.values.toml import read_toml
from handrail.values.toml_tables import Shape, read_tables

_LEFT = Shape("a reason", {"reason": str, "number": int}, ("reason", "number"))
_STAGE = Shape("a stage", {"name": str, "number": int, "left": list}, ("name", "number"), {"left": _LEFT})


@dataclass(frozen=True)
class FlowLoss:
    """How many are not in the next stage, and why."""

    reason: str
    number: int


@dataclass(frozen=True)
class FlowStage:
    """A stage of a study: its name, how many reached it, and who of them did not reach the next."""

    name: str
    number: int
    left: tuple[FlowLoss, ...] = ()


@dataclass(frozen=True)
class FlowNode:
    """A box of a flow diagram: a stage, or those who left after it.

    Attributes
    ----------
    id, label, number
        The box.
    after
        The id of the box that leads to it; empty for the first.
    """

    id: str
    label: str
    number: int
    after: str


@dataclass(frozen=True)
class ParticipantFlow:
    """The stages of a study in order; those who reach the next and those who left add to the stage.

    Raises
    ------
    DataError
        With every stage whose parts do not add to it, the arithmetic shown; negative numbers; reasons and
        names that stand twice; fewer than two stages.

    References
    ----------
    STROBE item 13 (von Elm et al. 2007, PLoS Medicine 4, e296).

    Examples
    --------
    >>> invited = FlowStage("invited", 500, (FlowLoss("no answer", 180),))
    >>> ParticipantFlow((invited, FlowStage("analysed", 310)))
    Traceback (most recent call last):
        ...
    handrail.values.errors.DataError: those who left and those in the next stage add to the stage; \
received: invited 500 - 180 (no answer) = 320, but analysed 310: 10 are missing; give their reason, or \
correct a number
    """

    stages: tuple[FlowStage, ...]

    def __post_init__(self) -> None:
        problems = list(_problems(self.stages))
        if problems:
            raise DataError(*problems)

    @property
    def nodes(self) -> tuple[FlowNode, ...]:
        """The boxes of a flow diagram, each after the one that leads to it."""
        found: list[FlowNode] = []
        before = ""
        for at, stage in enumerate(self.stages, 1):
            here = f"stage-{at}"
            found.append(FlowNode(here, stage.name, stage.number, before))
            found += [
                FlowNode(f"{here}-left-{which}", one.reason, one.number, here)
                for which, one in enumerate(stage.left, 1)
            ]
            before = here
        return tuple(found)

    def table(self, *, name: str, source: str, title: str = "Participant flow") -> Table:
        """Return the flow as a table of counts that disclosure review judges like any other.

        Parameters
        ----------
        name, source
            The node, and the survey's id.

        Examples
        --------
        >>> invited = FlowStage("invited", 500, (FlowLoss("no answer", 180),))
        >>> flow = ParticipantFlow((invited, FlowStage("analysed", 320)))
        >>> [(dict(cell.group), cell.count) for cell in flow.table(name="flow:s", source="s").cells]
        [({'stage': 'invited', 'what': 'reached'}, 500), ({'stage': 'invited', 'what': 'left: no answer'}, \
180), ({'stage': 'analysed', 'what': 'reached'}, 320)]
        """
        cells = []
        for stage in self.stages:
            parts = [("reached", stage.number), *((f"left: {one.reason}", one.number) for one in stage.left)]
            cells += [
                Cell({"stage": stage.name, "what": what}, None, number, number, {}) for what, number in parts
            ]
        return Table(
            name=name,
            title=title,
            measure="count",
            dimensions=("stage", "what"),
            cells=tuple(cells),
            source=source,
            variable="participants",
            notes=("Everyone is accounted for: those who left and the next stage add to each stage.",),
            labels={"stage": "Stage", "what": "Participants"},
        )


def _problems(stages: tuple[FlowStage, ...]) -> Iterator[Problem]:
    names = [stage.name for stage in stages]
    if len(stages) < 2 or len(set(names)) < len(names):
        yield Problem(
            "a flow has two stages at least, each with a name of its own",
            f"{len(stages)} stages",
            "list them",
        )
        return
    for stage in stages:
        reasons = [one.reason for one in stage.left]
        if len(set(reasons)) < len(reasons):
            yield Problem(f"a reason after '{stage.name}' stands once", "one twice", "add the numbers up")
        if min(stage.number, *(one.number for one in stage.left), 0) < 0:
            yield Problem(f"numbers of '{stage.name}' are counts", "one below zero", "correct it")
    for stage, after in pairwise(stages):
        rest = stage.number - sum(one.number for one in stage.left)
        if rest != after.number:
            parts = "".join(f" - {one.number} ({one.reason})" for one in stage.left)
            gap = rest - after.number
            what = f"{gap} are missing" if gap > 0 else f"{-gap} too many"
            yield Problem(
                "those who left and those in the next stage add to the stage",
                f"{stage.name} {stage.number}{parts} = {rest}, but {after.name} {after.number}: {what}",
                "give their reason, or correct a number",
            )
    if stages[-1].left:
        rule = f"nobody leaves after the last stage, '{stages[-1].name}'"
        yield Problem(rule, f"{len(stages[-1].left)} reasons", "add the stage that the others reached")


def read_participant_flow(path: Path | str) -> ParticipantFlow:
    r"""Read a flow from a TOML file of ``[[stage]]`` tables, each with ``[[stage.left]]`` tables.

    Raises
    ------
    DataError
        With every wrong key by line, and what :class:`ParticipantFlow` refuses.

    Examples
    --------
    >>> import tempfile
    >>> text = '''[[stage]]
    ... name = "invited"
    ... number = 500
    ... left = [{reason = "no answer", number = 180}]
    ... [[stage]]
    ... name = "analysed"
    ... number = 320
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "flow.toml")
    ...     _ = place.write_text(text, encoding="utf-8")
    ...     [(node.label, node.number, node.after) for node in read_participant_flow(place).nodes]
    [('invited', 500, ''), ('no answer', 180, 'stage-1'), ('analysed', 320, 'stage-1')]
    """
    path = Path(path)
    try:
        return ParticipantFlow(
            tuple(
                FlowStage(
                    table["name"],
                    table["number"],
                    tuple(FlowLoss(one["reason"], one["number"]) for one in table.get("left", ())),
                )
                for table, _ in read_tables(read_toml(path), "stage", _STAGE)
            )
        )
    except DataError as error:
        raise DataError(
            *(
                one if one.file else Problem(one.rule, one.received, one.remedy, path.name)
                for one in error.problems
            )
        ) from None
