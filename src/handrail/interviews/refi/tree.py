"""Tree: a project as the XML of REFI-QDA, in the order of its schema."""

from __future__ import annotations

from typing import cast

from lxml import etree

from handrail.interviews.project import Case, Note, ProjectCode
from handrail.interviews.refi.source_nodes import SourceNodes
from handrail.interviews.refi.xml import CODEBOOK, PROJECT, is_guid, without_forbidden
from handrail.values import DataError


class Tree(SourceNodes):
    """Builds the tree of one project, whose things all have GUIDs."""

    def project(self) -> etree._Element:
        """Return the tree; ``texts`` then holds the plain texts by file name."""
        project = self._project
        root = etree.Element(self._space + "Project", nsmap=cast("dict[str, str]", {None: PROJECT}))
        root.set("name", self._said("name", project.name))
        root.set("origin", self._software)
        if project.users:
            users = self._below(root, "Users")
            for user in project.users:
                name = self._said("name", user.label or user.name)
                element = self._below(users, "User", guid=user.guid, name=name)
                if user.initials:
                    element.set("id", self._said("id", user.initials))
        if project.codes:
            self._codes_of(self._below(self._below(root, "CodeBook"), "Codes"), notes=True)
        if project.variables:
            self._variables_of(self._below(root, "Variables"))
        if project.cases:
            cases = self._below(root, "Cases")
            for case in project.cases:
                self._case(cases, case)
        if project.documents:
            self._sources(self._below(root, "Sources"))
        if project.notes:
            notes = self._below(root, "Notes")
            for note in project.notes:
                self._note(notes, note)
        if project.links:
            self._links(self._below(root, "Links"))
        if project.sets:
            self._sets(root, full=True)
        self._description(root, project.description)
        self._notes_of(root, project.project_notes)
        return root

    def codebook(self) -> etree._Element:
        """Return the tree of a codebook: codes and sets of codes alone."""
        self._space = f"{{{CODEBOOK}}}"
        root = etree.Element(self._space + "CodeBook", nsmap=cast("dict[str, str]", {None: CODEBOOK}))
        root.set("origin", self._software)
        self._codes_of(self._below(root, "Codes"), notes=False)
        if self._project.sets:
            self._sets(root, full=False)
        return root

    def _codes_of(self, parent: etree._Element, *, notes: bool) -> None:
        below: dict[str | None, list[ProjectCode]] = {}
        for code in self._project.codes:
            if code.parent is not None and code.parent not in self._codes:
                self.tally.lose("parent of a code", "it is not in the project; the code stands at the top")
                below.setdefault(None, []).append(code)
            else:
                below.setdefault(code.parent, []).append(code)
        stack = [(code, parent, 1) for code in reversed(below.get(None, []))]
        written = 0
        while stack:
            code, above, depth = stack.pop()
            written += 1
            if depth > 200:
                raise DataError.because("codes nest at most 200 deep", "deeper ones", "flatten the codes")
            element = self._below(
                above,
                "Code",
                guid=code.guid,
                name=self._said("name", code.label or code.name),
                isCodable="true" if code.is_codable else "false",
            )
            self._colour(element, code.color)
            self._description(element, code.description)
            if notes:
                self._notes_of(element, code.notes)
            stack += [(child, element, depth + 1) for child in reversed(below.get(code.name, []))]
        if written < len(self._project.codes):
            raise DataError.because(
                "codes do not nest in a circle",
                f"{len(self._project.codes) - written} that do",
                "change a parent",
            )

    def _variables_of(self, parent: etree._Element) -> None:
        for one in self._project.variables:
            name = self._said("name", one.label or one.name)
            element = self._below(parent, "Variable", guid=one.guid, name=name, typeOfVariable=one.kind)
            self._description(element, one.description)

    def _case(self, parent: etree._Element, case: Case) -> None:
        element = self._below(
            parent, "Case", guid=case.guid, name=self._said("name", case.label or case.name)
        )
        self._description(element, case.description)
        self._refer(element, "CodeRef", case.codes, self._codes)
        self._values(element, case.values)
        self._refer(element, "SourceRef", case.documents, self._documents)
        for span in case.spans:
            if span.document in self._documents:
                self._below(element, "SelectionRef", targetGUID=span.selection)
            else:
                self.tally.lose("SelectionRef", "its document is not in the project")

    def _note(self, parent: etree._Element, note: Note) -> None:
        element = self._below(parent, "Note", guid=note.guid)
        if note.name:
            element.set("name", self._said("name", note.name))
        self._who_and_when(element, note.user, note.created, note.modified)
        if without_forbidden(note.text)[1]:
            # What XML cannot hold goes into a file beside it.
            self._file(element, note.text)
        else:
            self._below(element, "PlainTextContent").text = note.text

    def _links(self, parent: etree._Element) -> None:
        for link in self._project.links:
            element = self._below(parent, "Link", guid=link.guid, direction=link.direction)
            if link.name:
                element.set("name", self._said("name", link.name))
            self._colour(element, link.color)
            for name, guid in (("originGUID", link.origin), ("targetGUID", link.target)):
                if is_guid(guid):
                    element.set(name, guid)
                else:
                    self.tally.lose(f"Link/{name}", "it is no GUID", bool(guid))
            self._notes_of(element, link.notes)

    def _sets(self, root: etree._Element, *, full: bool) -> None:
        parent = self._below(root, "Sets")
        attribute = "targetGUID" if full else "guid"
        for one in self._project.sets:
            element = self._below(parent, "Set", guid=one.guid, name=self._said("name", one.name))
            self._description(element, one.description)
            self._refer(element, "MemberCode", one.codes, self._codes, attribute)
            if full:
                self._refer(element, "MemberSource", one.documents, self._documents)
                for note in one.notes:
                    if is_guid(note):
                        self._below(element, "MemberNote", targetGUID=note)
                    else:
                        self.tally.lose("MemberNote", "it refers to no note")
            else:
                members = len(one.documents) + len(one.notes)
                self.tally.lose("members of a set that are no codes", "a codebook has codes alone", members)
