"""Commands that ask a survey: shares and means, crosstabs, quantiles, differences, scales."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from handrail.cli.common import HERE, Folder, Json, end
from handrail.cli.interviews.common import asked_once
from handrail.cli.survey.common import By, Csv, Level, SurveyName, Variable, Where, domain, tell_answer


class WhichMeasure(Enum):
    """What is estimated."""

    proportion = "proportion"
    mean = "mean"


def _ask(
    folder: Path,
    survey: str | None,
    question: dict[str, Any],
    *,
    where: Sequence[str] | None,
    csv: Path | None,
    as_json: bool,
) -> None:
    def work() -> None:
        from handrail.study.ask import ask

        whole = {**question, "where": domain(where)}
        answer = ask(folder, whole, survey, prompt=asked_once(), csv=csv, today=date.today())
        tell_answer(answer, as_json=as_json, csv=csv, level=question["level"])

    end(work)


def estimate(  # noqa: PLR0917 - what a person may choose
    variable: Variable,
    folder: Folder = HERE,
    survey: SurveyName = None,
    by: By = None,
    where: Where = None,
    measure: Annotated[WhichMeasure, typer.Option(help="Shares, or means.")] = WhichMeasure.proportion,
    interval: Annotated[str, typer.Option(help="logit, beta, wilson or wald.")] = "logit",
    level: Level = 0.95,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Estimate shares or means, by groups and for the whole."""
    question = {
        "measure": measure.value,
        "variable": variable,
        "by": by or [],
        "interval": interval,
        "level": level,
    }
    _ask(folder, survey, question, where=where, csv=csv, as_json=as_json)


def crosstab(  # noqa: PLR0917
    variable: Variable,
    by: Annotated[str, typer.Argument(help="The variable that makes the rows.", metavar="BY")],
    folder: Folder = HERE,
    survey: SurveyName = None,
    where: Where = None,
    level: Level = 0.95,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Cross two variables: the shares in each row, and the Rao-Scott test of independence."""
    question = {"measure": "crosstab", "variable": variable, "by": [by], "level": level}
    _ask(folder, survey, question, where=where, csv=csv, as_json=as_json)


def quantile(  # noqa: PLR0917
    variable: Variable,
    folder: Folder = HERE,
    survey: SurveyName = None,
    q: Annotated[
        list[float] | None, typer.Option("--q", help="A share such as 0.5; repeatable. Else quartiles.")
    ] = None,
    by: By = None,
    where: Where = None,
    level: Level = 0.95,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Estimate quantiles of a number, with Woodruff's intervals."""
    question = {"measure": "quantile", "variable": variable, "q": q or [], "by": by or [], "level": level}
    _ask(folder, survey, question, where=where, csv=csv, as_json=as_json)


def difference(  # noqa: PLR0917
    variable: Variable,
    by: Annotated[str, typer.Argument(help="The variable that makes the groups.", metavar="BY")],
    folder: Folder = HERE,
    survey: SurveyName = None,
    between: Annotated[
        list[str] | None,
        typer.Option("--between", help="Twice: a group, and its reference. Else all against the first."),
    ] = None,
    where: Where = None,
    level: Level = 0.95,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Compare groups: each one's own estimate first, then the differences."""
    question = {
        "measure": "difference",
        "variable": variable,
        "by": [by],
        "between": between or [],
        "level": level,
    }
    _ask(folder, survey, question, where=where, csv=csv, as_json=as_json)


def scale(  # noqa: PLR0917
    folder: Folder = HERE,
    item: Annotated[list[str] | None, typer.Option("--item", help="An item; repeat it for each.")] = None,
    survey: SurveyName = None,
    omega: Annotated[
        bool, typer.Option("--omega", help="Omega beside alpha; of three items or more.")
    ] = False,
    reversed_: Annotated[
        list[str] | None,
        typer.Option("--reversed", help="An item that asks the other way round; repeatable."),
    ] = None,
    item_range: Annotated[
        str | None,
        typer.Option("--range", help="Of reversed items without labels: lowest,highest such as 1,5."),
    ] = None,
    where: Where = None,
    level: Level = 0.95,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Say how consistently items measure one thing: Cronbach's alpha, and omega."""
    question = {
        "measure": "scale",
        "items": item or [],
        "coefficients": ["alpha", "omega"] if omega else ["alpha"],
        "reversed": reversed_ or [],
        "level": level,
        **({} if item_range is None else {"item_range": item_range.split(",")}),
    }
    _ask(folder, survey, question, where=where, csv=csv, as_json=as_json)
