"""The parsers that are fuzzed: each reads one file the way that a build does."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

SENTINEL = "quillfeather"
"""A word that stands in every seed where a participant's words or answers stand: no message may hold it."""

LEAD = "Lee Lead"


def transcript(path: Path) -> None:
    from handrail.interviews import read_transcript
    from handrail.values import HandrailError

    for options in ({"text_only": False}, {"speakers": ("I", "P01")}):
        try:
            read_transcript(path, **options)
        except HandrailError as refused:
            leak = said_too_much(refused, "transcript", path)
            if leak:
                raise AssertionError(leak) from None
    read_transcript(path, text_only=True)


def participants(path: Path) -> None:
    from handrail.interviews import read_participants

    read_participants(path, ("sector", "country"))


def codings(path: Path) -> None:
    """A codebook, a coder's file or themes: which of them is in the file's name."""
    from handrail.interviews import read_codebook, read_codings, read_themes

    read = {"codebook": read_codebook, "themes": read_themes}.get(path.stem.split("-")[0], read_codings)
    read(path)


def plan(path: Path) -> None:
    from handrail.study.read_plan import parse_plan
    from handrail.values import PlanError, read_toml

    parse_plan(read_toml(path, error=PlanError))


def guideline(path: Path) -> None:
    from handrail.guideline import read_guideline

    with tempfile.TemporaryDirectory() as folder:
        name = path.name if path.suffix == ".md" else f"{path.stem.split('-a')[0]}.toml"
        shutil.copy(path, Path(folder, name))
        read_guideline(Path(folder))


def survey(path: Path) -> None:
    """As an import does: media, file, personal columns, the store's own form, and every column's digest."""
    from handrail.interviews import find_media
    from handrail.survey import column_bytes, from_parquet, read_survey, suspicious_columns, to_parquet

    find_media(path)
    found = read_survey(path)
    suspicious_columns(found)
    for name in found.frame.columns:
        column_bytes(found.frame[name])
    from_parquet(to_parquet(found))


def media(path: Path) -> None:
    from handrail.interviews import find_media

    find_media(path)


def project(path: Path) -> None:
    """A project or codebook of another program; what was read can be written and read again."""
    from handrail.interviews import read_refi, write_refi

    found = read_refi(path)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder, f"again{path.suffix}")
        write_refi(found, again)
        read_refi(again)


def team_file(path: Path) -> None:
    """What a team decides and sums up: which of the files it is is in the file's name."""
    from handrail.interviews import (
        read_adjudications,
        read_decisions,
        read_framework,
        read_memos,
        read_returned,
    )

    readers = {
        "adjudications": read_adjudications,
        "framework": read_framework,
        "identifiers": read_decisions,
        "memos": read_memos,
        "returned": read_returned,
    }
    readers[path.stem.split("-")[0]](path)


PARSERS: dict[str, Callable[[Path], None]] = {
    "transcript": transcript,
    "participants": participants,
    "codings": codings,
    "plan": plan,
    "guideline": guideline,
    "survey": survey,
    "media": media,
    "project": project,
    "team-file": team_file,
}


_SHORT_NAME = re.compile(r"'(?:[^'.?!\n]|[.?!](?=[^\s'])){1,60}'")


def said_too_much(error: BaseException, parser: str, path: Path) -> str:
    """Return why a refusal's message is wrong: it repeats a participant's words, or has no rule.

    A message may name a key, an id or a column in quotes (``handrail.values.naming`` says how long). So a
    single word that a mutation made into such a name is no leak; a cell or a sentence is one.
    """
    from handrail.values import HandrailError

    assert isinstance(error, HandrailError)
    text = str(error).casefold()
    if parser in ("participants", "survey"):
        head = path.read_bytes().replace(b"\x00", b"").lstrip().split(b"\n")[0].split(b"\r")[0]
        text = re.sub(r"in '[^'\n]{1,60}'", "", text)  # the name of a document, which is a file's name
        names = path.suffix in (".csv", ".tsv") and SENTINEL.encode() in head.lower()
    else:
        names = False
        text = _SHORT_NAME.sub("", text)
    if SENTINEL in text and not names:
        return "the message repeats the file"
    if not error.problems or not all(one.rule and one.received and one.remedy for one in error.problems):
        return "the message lacks a rule, what was received, or what to do"
    return ""


def digest(data: bytes) -> str:
    """Return a short name for a regression file."""
    return hashlib.blake2b(data, digest_size=5).hexdigest()
