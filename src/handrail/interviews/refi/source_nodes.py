"""Text nodes: the documents of a project as REFI-QDA's text sources, with their selections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from lxml import etree

from handrail.interviews.project import Document, Passage, ProjectCoding, Span
from handrail.interviews.refi.nodes import Nodes, Profile
from handrail.interviews.refi.positions import STANDARD, Convention, Ruler
from handrail.interviews.refi.sources import INSTRUCTION
from handrail.interviews.refi.xml import guid_key
from handrail.values import DataError

_CONVENTIONS: Mapping[Profile, Convention] = {
    "standard": STANDARD,
    "nvivo": Convention("utf16", 2, bom=False),
    "maxqda": STANDARD,
}
_LINES = Convention("codepoint", 1, bom=False)


class SourceNodes(Nodes):
    """Makes the elements of the sources."""

    def _sources(self, parent: etree._Element) -> None:
        codings: dict[str, list[ProjectCoding]] = {}
        passages: dict[str, list[Passage]] = {}
        spans: dict[str, list[Span]] = {}
        for coding in self._project.codings:
            codings.setdefault(coding.document, []).append(coding)
        for passage in self._project.passages:
            passages.setdefault(passage.document, []).append(passage)
        for case in self._project.cases:
            for span in case.spans:
                spans.setdefault(span.document, []).append(span)
        for document in self._project.documents:
            name = document.name
            self._source(parent, document, codings.pop(name, []), passages.pop(name, []), spans.get(name, []))
        stray = sum(map(len, codings.values())) + sum(map(len, passages.values()))
        self.tally.lose("selection", "its document is not in the project", stray)

    def _source(
        self,
        parent: etree._Element,
        document: Document,
        codings: Sequence[ProjectCoding],
        passages: Sequence[Passage],
        spans: Sequence[Span],
    ) -> None:
        element = self._below(
            parent, "TextSource", guid=document.guid, name=self._said("name", document.label or document.name)
        )
        convention, text = self._convention(document)
        lines = text is not document.text
        counted = "crlf1 lf" if lines else f"crlf{convention.crlf}"
        element.append(etree.ProcessingInstruction(INSTRUCTION, f"{convention.units} {counted}"))
        self._file(element, text)
        self._description(element, document.description)
        ends = [(one.start, one.end) for group in (codings, passages, spans) for one in group]
        places = self._measured(document, ends, convention)
        made: dict[str, etree._Element] = {}
        for coding in codings:
            self._coding(element, coding, places, made)
        for passage in passages:
            selected = self._select(element, passage.guid, places[passage.start, passage.end], passage.name)
            made[guid_key(passage.guid)] = selected
            self._who_and_when(selected, passage.user, passage.created, passage.modified)
            self._description(selected, passage.description)
            self._notes_of(selected, passage.notes)
        for span in spans:
            if guid_key(span.selection) not in made:
                made[guid_key(span.selection)] = self._select(
                    element, span.selection, places[span.start, span.end], ""
                )
        self._notes_of(element, document.notes)
        self._values(element, document.values)

    def _convention(self, document: Document) -> tuple[Convention, str]:
        """Return what positions count in a document, and its text as the profile writes it."""
        if self._profile == "maxqda":
            if "\r" not in document.text:
                if "\n" in document.text:
                    return _LINES, document.text.replace("\n", "\r\n")
            else:
                self.tally.warn("text with carriage returns of its own: MAXQDA may count its lines otherwise")
        return _CONVENTIONS[self._profile], document.text

    def _measured(
        self, document: Document, ends: Sequence[tuple[int, int]], convention: Convention
    ) -> dict[tuple[int, int], tuple[str, str]]:
        length = len(document.text)
        for start, end in ends:
            if not 0 <= start <= end <= length:
                raise DataError.because(
                    "selections lie within their document's text",
                    f"one from {start} to {end} in a text of {length} characters",
                    "correct the coding, or import the document again",
                    file=document.name,
                )
        if convention.units == "codepoint" or not ends:
            return {one: (str(one[0]), str(one[1])) for one in ends}
        measured = Ruler(document.text).measure(np.array(ends, dtype=np.int64), convention)
        return {
            one: (str(start), str(end)) for one, (start, end) in zip(ends, measured.tolist(), strict=True)
        }

    def _select(self, parent: etree._Element, guid: str, place: tuple[str, str], name: str) -> etree._Element:
        element = self._below(
            parent, "PlainTextSelection", guid=guid, startPosition=place[0], endPosition=place[1]
        )
        if name:
            element.set("name", self._said("name", name))
        return element

    def _coding(
        self,
        parent: etree._Element,
        coding: ProjectCoding,
        places: Mapping[tuple[int, int], tuple[str, str]],
        made: dict[str, etree._Element],
    ) -> None:
        code = self._codes.get(coding.code)
        if code is None:
            self.tally.lose("Coding", "its code is not in the project")
            return
        key = guid_key(coding.selection)
        selected = made.get(key)
        if selected is None:
            place = places[coding.start, coding.end]
            selected = made[key] = self._select(parent, coding.selection, place, coding.selection_name)
            self._who_and_when(selected, coding.coder, "", coding.modified)
            self._description(selected, coding.description)
            self._notes_of(selected, coding.selection_notes)
        elif not coding.coder and "creatingUser" in selected.attrib:
            del selected.attrib["creatingUser"]  # it would stand for the coder who is not named
        element = self._below(selected, "Coding", guid=coding.guid)
        self._who_and_when(element, coding.coder, coding.created, "")
        self._below(element, "CodeRef", targetGUID=code)
        self._notes_of(element, coding.notes)
