"""``handrail survey describe``, ``flow`` and ``weights``: what a survey holds, and how it came to be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.common import asked_once, tell
from handrail.cli.survey.common import Csv, SurveyName, tell_answer
from handrail.cli.terminal import out


def describe(folder: Folder = HERE, survey: SurveyName = None, as_json: Json = False) -> None:
    """Describe a survey: its sample and design, its variables, and how many answered each."""

    def work() -> None:
        from handrail.study.describe_survey import describe_survey, kind_of

        found = describe_survey(folder, survey, prompt=asked_once())
        part = found.survey
        design = {name: getattr(part, name) for name in ("weights", "strata", "clusters", "fpc")}
        if part.replicate_weights is not None:
            design["replicate weights"] = f"{found.replicates} ({part.replicate_weights.kind})"
        if part.country:
            design["countries"] = f"{part.country}, {part.country_weight}"
        if part.calibration is not None:
            known = part.calibration
            design["calibrated"] = f"{known.method} to {', '.join(known.variables)}"
        design = {name: value for name, value in design.items() if value}
        rows = [
            {
                "variable": one.name,
                "label": one.label,
                "column": one.from_,
                "kind": kind_of(one),
                "answered": found.answered[one.name],
            }
            for one in part.variable
        ]
        if as_json:
            print_json(
                {
                    "survey": part.id,
                    "title": part.title,
                    "sample": part.sample,
                    "who": part.who,
                    "rows": found.rows,
                    "design": design,
                    "variables": rows,
                    "notes": list(found.notes),
                }
            )
            return
        shown = [tuple("withheld" if value is None else value for value in row.values()) for row in rows]
        tell(tuple(rows[0]), shown, as_json=False, title=part.title)
        number = "Rows are not told" if found.rows is None else f"{found.rows:,} rows"
        out.print(f"{number}: a {part.sample} sample of {part.who}.", markup=False)
        said = "; ".join(f"{name}: {value}" for name, value in design.items())
        out.print(f"Design: {said or 'no design variables'}.", markup=False)
        for note in found.notes:
            out.print(f"Note: {note}", markup=False)

    end(work)


def flow(folder: Folder = HERE, survey: SurveyName = None, csv: Csv = None, as_json: Json = False) -> None:
    """Show the participant flow: who was invited, took part and was analysed, and why others were not."""
    _show("flow", folder, survey, csv, as_json=as_json)


def weights(folder: Folder = HERE, survey: SurveyName = None, csv: Csv = None, as_json: Json = False) -> None:
    """Show the weights before and after calibration, with the margins, and what was trimmed."""
    _show("weights", folder, survey, csv, as_json=as_json)


def countries(
    folder: Folder = HERE, survey: SurveyName = None, csv: Csv = None, as_json: Json = False
) -> None:
    """Show how precise each country is, before they are compared, and levels that one of them alone has."""
    _show("countries", folder, survey, csv, as_json=as_json)


def _show(kind: str, folder: Path, survey: str | None, csv: Path | None, *, as_json: bool) -> None:
    def work() -> None:
        from handrail.study.ask import show

        answer = show(folder, kind, survey, prompt=asked_once(), csv=csv, today=date.today())
        tell_answer(answer, as_json=as_json, csv=csv)

    end(work)
