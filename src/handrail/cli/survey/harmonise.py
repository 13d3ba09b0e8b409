"""``handrail survey harmonise``: how the files of several countries and waves are joined."""

from __future__ import annotations

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.common import asked_once, tell
from handrail.cli.survey.common import SurveyName
from handrail.cli.terminal import out


def harmonise(folder: Folder = HERE, survey: SurveyName = None, as_json: Json = False) -> None:
    """Show how a survey's files are joined: what each recode does, what clashes, and what would be lost."""

    def work() -> None:
        from handrail.study.look_harmonised import look_harmonised

        found = look_harmonised(folder, survey, prompt=asked_once())
        problems = () if found.error is None else found.error.problems
        if as_json:
            print_json(
                {
                    "survey": found.survey.id,
                    "concepts": [vars(one) for one in found.rows],
                    "unused": {where: list(names) for where, names in found.unused.items()},
                    "notes": list(found.notes),
                    "clashes": [vars(one) for one in problems],
                }
            )
        else:
            header = ("concept", "where", "item", "does", "answers", "becomes none")
            rows = [tuple(vars(one).values()) for one in found.rows]
            tell(header, rows, as_json=False, title=found.survey.title)
            for where, names in found.unused.items():
                if names:
                    out.print(f"{where}: no rule reads {', '.join(names)}.", markup=False)
            for note in found.notes:
                out.print(f"Note: {note}", markup=False)
        if found.error is not None:
            raise found.error
        if not as_json:
            out.print("No row is lost: every respondent of each file is in the joined answers.", markup=False)

    end(work)
