"""``handrail typology look``: profiles in a survey's answers, before a typology stands in the plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end
from handrail.cli.interviews.common import asked_once
from handrail.cli.survey.common import Csv, SurveyName, tell_answer
from handrail.cli.terminal import Bar
from handrail.values import UsageError


def look(  # noqa: PLR0917 - what a person may choose
    folder: Folder = HERE,
    item: Annotated[
        list[str] | None, typer.Option("--item", help="An item, three at least; repeat it for each.")
    ] = None,
    classes: Annotated[int, typer.Option(help="The number of profiles that is shown.")] = 2,
    up_to: Annotated[int, typer.Option("--up-to", help="Numbers from 1 to this are compared.")] = 6,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="hours=continuous, or adjacent, cumulative, count; repeatable."),
    ] = None,
    starts: Annotated[int, typer.Option(help="Random starts of each model.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the random starts.")] = 1,
    survey: SurveyName = None,
    csv: Csv = None,
    *,
    as_json: Json = False,
) -> None:
    """Look for profiles in a survey's answers: nothing is kept unless it is written."""

    def work() -> None:
        from handrail.study.ask_typology import ask_typology

        question = {
            "items": item or [],
            "kinds": dict(_kind(one) for one in kind or ()),
            "classes": classes,
            "considered": list(range(1, max(classes, up_to) + 1)),
            "starts": starts,
            "seed": seed,
        }
        with Bar(visible=False if as_json else None) as bar:
            answer = ask_typology(
                folder, question, survey, prompt=asked_once(), progress=bar, csv=csv, today=date.today()
            )
        tell_answer(answer, as_json=as_json, csv=csv)

    end(work)


def _kind(said: str) -> tuple[str, str]:
    name, equals, kind = said.partition("=")
    if not equals or not name.strip() or not kind.strip():
        raise UsageError.because(
            "a kind is that of an item", f"'{said}'", "write --kind hours=continuous, for example"
        )
    return name.strip(), kind.strip()


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(look)
