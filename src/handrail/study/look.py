"""Look: no picture, sound or film comes in with a file of the team either, nor in the answers of a survey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from handrail.values import MediaFound

if TYPE_CHECKING:
    import handrail.survey as room

RULE = "no picture, sound or film is stored"


def refuse_media(path: Path, lead: str) -> None:
    """Raise when a file is or holds a picture, sound or film; it is not changed.

    Raises
    ------
    MediaFound
        Naming what was found and where, and the study's safeguarding lead.
    DataError
        When the file cannot be read.
    """
    from handrail.interviews import find_media

    found = find_media(path)
    if found:
        raise MediaFound.because(
            RULE, str(found[0]), f"{lead} must look at the file; give a file without it", file=path.name
        )


def refuse_media_in(folder: Path, lead: str) -> None:
    """Raise when a file of the guideline holds a picture, sound or film: it would be printed.

    Raises
    ------
    MediaFound
        See :func:`refuse_media`.
    """
    files = [path for ending in ("*.md", "*.toml") for path in folder.glob(ending) if path.is_file()]
    for path in sorted(files):
        refuse_media(path, lead)


def refuse_written_media(survey: room.Survey, lead: str) -> None:
    """Raise when an answer or a label spells a picture, sound or film: packed files show it only once read.

    Raises
    ------
    MediaFound
        Naming the column, never a value.
    """
    import polars as pl

    from handrail.interviews.blobs import SHORTEST, find_blobs

    for variable in survey.variables:
        answers = survey.frame[variable.name]
        said = [variable.label, *variable.value_labels.values()]
        if answers.dtype == pl.String:
            said += (
                answers.drop_nulls().filter(answers.drop_nulls().str.len_bytes() >= SHORTEST // 2).to_list()
            )
        blob = next(find_blobs("\n\n".join(said)), None)
        if blob is not None:
            raise MediaFound.because(
                RULE,
                f"{blob.kind} in column '{variable.name}'",
                f"{lead} must look at the file; give a file without it",
                file=survey.name,
            )
