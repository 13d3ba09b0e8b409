"""Reading: a REFI-QDA project or codebook as a project, with a report of what was decided and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lxml import etree

from handrail.interviews.archives import LARGEST_MEMBER, parse_xml
from handrail.interviews.project import Case, ImportReport, Link, Passage, RefiProject, User
from handrail.interviews.refi.archive import REMEDY, Archive, open_refi, unreadable
from handrail.interviews.refi.elements import (
    Known,
    description_of,
    lose_others,
    notes_of,
    read_cases,
    read_codes,
    read_links,
    read_notes,
    read_sets,
    read_users,
    read_variables,
)
from handrail.interviews.refi.extras import absorb_extras
from handrail.interviews.refi.placing import place
from handrail.interviews.refi.sources import read_sources, read_text
from handrail.interviews.refi.xml import CODEBOOK, FAMILY, PROJECT, children, guid_key, tag
from handrail.values import DataError

_PARTS = frozenset(
    ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Description", "NoteRef")
)


def read_refi(path: Path) -> RefiProject:
    r"""Read a REFI-QDA project (.qdpx) or codebook (.qdc).

    Positions of the result count code points of ``Document.text``, which is the source's plain text with its
    line ends as they are and without its byte-order mark. What the program that wrote the file counted is
    found out source by source (see :mod:`handrail.interviews.refi.positions`).

    Parameters
    ----------
    path
        The file. Paths inside it are looked up in the file alone.

    Returns
    -------
    RefiProject
        With a report: the convention of each source, every loss, and what was odd.

    Raises
    ------
    MediaFound
        When a plain text is, or holds, a picture, sound or film. Media beside the texts are left out, and
        reported.
    DataError
        When the file is damaged, unsafe (a path out of it, a document type, more than a project's size), no
        REFI-QDA file, or selections lie beyond their text. No message holds a word of a text.

    Notes
    -----
    REFI-QDA 1.5, 2019, https://www.qdasoftware.org.

    Examples
    --------
    >>> import tempfile
    >>> from handrail.interviews import Document, ProjectCode, ProjectCoding, User, write_refi
    >>> one = RefiProject(
    ...     "pilot", (Document("p01.txt", "So 🙂 we learned by luck."),), (User("AB"),),
    ...     (ProjectCode("training", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 16, 23, "by luck", "training", "AB"),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "pilot.qdpx"
    ...     _ = write_refi(one, file, "nvivo")
    ...     again = read_refi(file)
    >>> [(coding.start, coding.end, coding.quotation) for coding in again.codings]
    [(16, 23, 'by luck')]
    >>> again.report.conventions[0].units
    'utf16'
    """
    if path.suffix.casefold() == ".qdc":
        return _read_codebook(path)
    with open_refi(path) as archive:
        root = archive.read_project()
        known = Known()
        _check_root(root, "Project", path.name, known)
        try:
            return _read(root, archive, path, known)
        except DataError as wrong:
            raise type(wrong)(
                *(replace(one, file=path.name) if one.file != path.name else one for one in wrong.problems)
            ) from None


def _check_root(root: etree._Element, wanted: str, name: str, known: Known) -> None:
    space = etree.QName(root).namespace or ""
    if tag(root) != wanted or not space.startswith(FAMILY):
        raise DataError.because(
            f"the file is a REFI-QDA {wanted.lower()}",
            "XML of another kind",
            REMEDY,
            file=name,
        )
    expected = PROJECT if wanted == "Project" else CODEBOOK
    known.tally.warn(f"XML of another version, {space}", space != expected)


def _read_codebook(path: Path) -> RefiProject:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_MEMBER + 1)
    except OSError:
        raise unreadable(path.name) from None
    if len(data) > LARGEST_MEMBER:
        raise DataError.because(
            f"a codebook has at most {LARGEST_MEMBER // 1_000_000} MB",
            "a larger file",
            REMEDY,
            file=path.name,
        )
    root = parse_xml(data, path.name, REMEDY)
    known = Known()
    _check_root(root, "CodeBook", path.name, known)
    codes = read_codes(root, known)
    sets = read_sets(root, known)
    lose_others(root, frozenset(("Codes", "Sets")), known.tally)
    report = ImportReport(root.get("origin") or "", losses=known.tally.losses, warnings=known.tally.warnings)
    return RefiProject(path.stem, codes=codes, sets=sets, report=report)


def _read(root: etree._Element, archive: Archive, path: Path, known: Known) -> RefiProject:
    software = root.get("origin") or ""
    users = read_users(root, known)
    codes = read_codes(root, known)
    variables = read_variables(root, known)
    sources = list(read_sources(root, archive, known))
    placed = place(sources, software, known)
    cases = read_cases(root, known)
    notes = read_notes(root, known, lambda element: (read_text(element, archive, known) or (None,))[0])
    links = read_links(root, known)
    sets = read_sets(root, known)
    _lose_rest(root, archive, known)
    users = (*users, *(User(name, guid) for guid, name in known.users.items() if not _among(name, users)))
    bare = _bare(placed.passages, cases, links)
    project = RefiProject(
        root.get("name") or path.stem,
        tuple(placed.documents),
        users,
        codes,
        tuple(placed.codings),
        tuple(one for one in placed.passages if guid_key(one.guid) not in bare),
        cases,
        variables,
        sets,
        notes,
        links,
        description_of(root),
        project_notes=notes_of(root),
    )
    project = absorb_extras(project)
    report = ImportReport(software, tuple(placed.conventions), known.tally.losses, known.tally.warnings)
    return replace(project, report=report)


def _among(name: str, users: Sequence[User]) -> bool:
    return any(user.name == name for user in users)


def _bare(passages: Sequence[Passage], cases: Sequence[Case], links: Sequence[Link]) -> set[str]:
    """Return the passages that say nothing but where a case speaks: the case's span says it already."""
    spoken = {guid_key(span.selection) for case in cases for span in case.spans}
    linked = {guid_key(guid) for link in links for guid in (link.origin, link.target)}
    return {
        guid_key(one.guid)
        for one in passages
        if guid_key(one.guid) in spoken - linked
        and not (one.name or one.description or one.user or one.created or one.modified or one.notes)
    }


def _lose_rest(root: etree._Element, archive: Archive, known: Known) -> None:
    for name, child in children(root):
        if name == "Graphs":
            graphs = sum(inner == "Graph" for inner, _ in children(child))
            known.tally.lose("Graph", "drawings of codes and sources are not kept", graphs)
        elif name not in _PARTS:
            known.tally.lose(f"Project/{name}", "this format's version has no such element there")
    known.tally.lose(
        "who and when of the project",
        "a project here has no author and no dates",
        any(root.get(one) for one in ("creatingUserGUID", "creationDateTime", "modifyingUserGUID")),
    )
    media, others = archive.left()
    known.tally.lose("media file", "pictures, sound and film are never kept", media)
    known.tally.warn("file in the archive that the project does not mention", others)
