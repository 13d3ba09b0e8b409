"""``handrail interviews quotations``: approved quotations by theme, as a Word file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json, prompt
from handrail.cli.interviews.common import tell
from handrail.cli.terminal import out


def quotations(
    to: Annotated[Path, typer.Option(help="The Word file to write.")],
    folder: Folder = HERE,
    as_json: Json = False,
) -> None:
    """Write the quotations that the last build released, by theme; count what was kept back."""

    def work() -> None:
        from handrail.study.quotations import write_quotations

        report = write_quotations(folder, to, prompt=prompt(), today=date.today())
        if as_json:
            print_json({**vars(report), "file": str(to)})
            return
        out.print(f"{report.quotations} approved quotations under {report.themes} themes: {to}", markup=False)
        if report.refused:
            tell(
                ("kept back because", "passages"),
                report.refused.items(),
                as_json=False,
                title="Not in the file",
            )

    end(work)
