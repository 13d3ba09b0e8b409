"""Writing: a project as a REFI-QDA file that other programs open, and a report of what it cannot carry."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from lxml import etree

from handrail import __version__
from handrail.interviews.agreement.adjudication import AdjudicatedCoding
from handrail.interviews.project import Loss, RefiProject
from handrail.interviews.refi.extras import add_extras
from handrail.interviews.refi.guids import with_guids
from handrail.interviews.refi.nodes import Profile
from handrail.interviews.refi.tally import Tally
from handrail.interviews.refi.tree import Tree
from handrail.values import DataError, did_you_mean
from handrail.values.own_file import write_own

_DAY_ONE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ExportReport:
    """What a file carries, and what it cannot.

    Attributes
    ----------
    profile
        For which program it was written.
    documents, codes, codings, passages, cases, notes
        How many were written; memos and flags of codings and criteria of codes count among the notes.
    losses
        What the format has no place for: the element, how many, and why.
    warnings
        What another program may read otherwise.
    """

    profile: str
    documents: int
    codes: int
    codings: int
    passages: int
    cases: int
    notes: int
    losses: tuple[Loss, ...] = ()
    warnings: tuple[str, ...] = ()


def write_refi(project: RefiProject, path: Path, profile: Profile = "standard") -> ExportReport:
    r"""Write a project (.qdpx) or its codebook (.qdc).

    The same project always gives the same bytes: GUIDs are kept or derived, and no time and no name of the
    machine is written. Texts stand in files of their own, where no character and no line end changes. The
    file appears whole or not at all.

    Parameters
    ----------
    project
        The project; positions in code points.
    path
        Where to; ``.qdc`` writes codes and sets of codes alone.
    profile
        ``standard`` counts code points, as the standard says. ``nvivo`` counts UTF-16 units, a line end of
        two characters as two and no byte-order mark. ``maxqda`` counts code points and writes a line feed as
        a line end of two characters that counts one.

    Returns
    -------
    ExportReport
        What the format cannot carry.

    Raises
    ------
    DataError
        When the profile or the ending is unknown, a coding lies outside its text, codes nest in a circle, or
        the file cannot be written.
    DiskFull
        When there is no room.

    Notes
    -----
    REFI-QDA 1.5, 2019, https://www.qdasoftware.org, with the schemas of 18 March 2019.

    Examples
    --------
    >>> import tempfile
    >>> from handrail.interviews import Document, ProjectCode, ProjectCoding, RefiProject, User
    >>> one = RefiProject(
    ...     "pilot", (Document("p01.txt", "We learned by luck."),), (User("AB"),),
    ...     (ProjectCode("training", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 11, 18, "by luck", "training", "AB", memo="Again?"),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = write_refi(one, Path(folder) / "pilot.qdpx")
    >>> report.codings, report.notes, report.losses
    (1, 1, ())
    """
    check_target(project, path, profile)
    ending = path.suffix.casefold()
    tally = Tally()
    full = add_extras(with_guids(project))
    software = f"Handrail {__version__}"
    if ending == ".qdc":
        data = _codebook(project, full, software, tally)
        report = ExportReport(profile, 0, len(project.codes), 0, 0, 0, 0, tally.losses, tally.warnings)
    else:
        _lose(project, tally)
        writer = Tree(full, profile, software, tally)
        data = _zipped(writer.project(), writer.texts)
        report = ExportReport(
            profile,
            len(full.documents),
            len(full.codes),
            len(full.codings),
            len(full.passages),
            len(full.cases),
            len(full.notes),
            tally.losses,
            tally.warnings,
        )
    write_own(path, data)
    return report


def check_target(project: RefiProject, path: Path, profile: str) -> None:
    """Raise when a project cannot be written to a file as it is called, before anything is written or logged.

    Raises
    ------
    DataError
        When the profile or the ending is unknown, or a codebook would have no codes.
    """
    if profile not in get_args(Profile):
        raise DataError.because(
            "a profile is known", f"'{profile}'", did_you_mean(profile, get_args(Profile))
        )
    if path.suffix.casefold() not in (".qdpx", ".qdc"):
        raise DataError.because(
            "a REFI-QDA file ends in .qdpx (project) or .qdc (codebook)",
            f"'{path.name}'",
            "rename it",
            file=path.name,
        )
    if path.suffix.casefold() == ".qdc" and not project.codes:
        raise DataError.because("a codebook has codes", "none", "write a .qdpx file instead", file=path.name)


def _lose(project: RefiProject, tally: Tally) -> None:
    """Count what the format has no place for, neither its own nor a note."""
    tally.lose(
        "approval of a quotation",
        "it is a decision of this study, for its own documents",
        sum(coding.approval is not None for coding in project.codings),
    )
    tally.lose(
        "which codings a decision rests on",
        "the decision is a coding by the user 'adjudicated', with its reason as a note, beside the originals",
        sum(isinstance(coding, AdjudicatedCoding) for coding in project.codings),
    )
    decided = {
        original.coding
        for coding in project.codings
        if isinstance(coding, AdjudicatedCoding)
        for original in coding.originals
    }
    tally.lose(
        "decision that no code stands",
        "the format has codings alone; the codings that it is about are written as they were",
        len(project.settled - decided),
    )
    tally.lose(
        "who speaks where",
        "a program reads it from the text, or not at all",
        sum(bool(document.turns) for document in project.documents),
    )
    tally.lose(
        "kind of a document",
        "its text is written as a text source, for the medium itself was never kept",
        sum(document.kind != "text" for document in project.documents),
    )


def _codebook(project: RefiProject, full: RefiProject, software: str, tally: Tally) -> bytes:
    alone = "a codebook has codes and sets of codes alone"
    for what, things in (
        ("Source", project.documents),
        ("Coding", project.codings),
        ("selection", project.passages),
        ("User", project.users),
        ("Case", project.cases),
        ("Variable", project.variables),
        ("Note", project.notes),
        ("Link", project.links),
    ):
        tally.lose(what, alone, len(things))
    for what in ("include", "exclude"):
        tally.lose(
            f"{what} criterion of a code", alone, sum(bool(getattr(code, what)) for code in project.codes)
        )
    tally.lose("origin of a code", alone, sum(code.origin != "inductive" for code in project.codes))
    tally.lose("note on a code", alone, sum(len(code.notes) for code in project.codes))
    return _xml(Tree(full, "standard", software, tally).codebook())


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _zipped(root: etree._Element, texts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        for name, data in (
            ("project.qde", _xml(root)),
            *((f"Sources/{name}", data) for name, data in texts.items()),
        ):
            info = zipfile.ZipInfo(name, _DAY_ONE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same on every system
            info.external_attr = 0o600 << 16
            archive.writestr(info, data, compresslevel=5)
    return target.getvalue()
