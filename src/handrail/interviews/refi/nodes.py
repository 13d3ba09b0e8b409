"""Nodes: the small parts of REFI-QDA's XML, and a tally of what does not fit into them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from lxml import etree

from handrail.interviews.project import RefiProject, Value, Variable
from handrail.interviews.refi.tally import Tally
from handrail.interviews.refi.xml import (
    PROJECT,
    guid_key,
    is_colour,
    is_day,
    is_guid,
    is_moment,
    without_forbidden,
)
from handrail.values import DataError

Profile = Literal["standard", "nvivo", "maxqda"]
"""For any program; for NVivo, which counts UTF-16 units; for MAXQDA, which wants CRLF at line ends."""

_CHANGED = "characters that XML cannot hold, U+FFFD in their place"


class Nodes:
    """Makes elements of one project, whose things all have GUIDs."""

    def __init__(self, project: RefiProject, profile: Profile, software: str, tally: Tally) -> None:
        self._project, self._profile, self._software, self.tally = project, profile, software, tally
        self._space = f"{{{PROJECT}}}"
        self._users = {user.name: user.guid for user in project.users}
        self._codes = {code.name: code.guid for code in project.codes}
        self._documents = {one.name: one.guid for one in project.documents}
        self._variables = {one.name: one for one in project.variables}
        self._notes = {guid_key(note.guid) for note in project.notes}
        self.texts: dict[str, bytes] = {}

    def _said(self, what: str, text: str) -> str:
        text, changed = without_forbidden(text)
        self.tally.lose(what, _CHANGED, changed)
        return text

    def _below(self, parent: etree._Element, element: str, /, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, self._space + element, attributes)

    def _description(self, parent: etree._Element, text: str) -> None:
        if text:
            self._below(parent, "Description").text = self._said("Description", text)

    def _notes_of(self, parent: etree._Element, notes: Iterable[str]) -> None:
        for note in notes:
            if is_guid(note):
                self._below(parent, "NoteRef", targetGUID=note)
            else:
                self.tally.lose("NoteRef", "it refers to no note")

    def _who_and_when(self, element: etree._Element, user: str, created: str, modified: str) -> None:
        if user:
            element.set("creatingUser", self._users[user])
        for name, moment in (("creationDateTime", created), ("modifiedDateTime", modified)):
            if moment and is_moment(moment):
                element.set(name, moment)
            elif moment:
                self.tally.lose(name, "it is no date with a time")

    def _colour(self, element: etree._Element, colour: str) -> None:
        if is_colour(colour):
            element.set("color", colour)
        else:
            self.tally.lose("color", "it is not written as #rrggbb", bool(colour))

    def _values(self, parent: etree._Element, values: Mapping[str, Value]) -> None:
        for name, value in values.items():
            variable = self._variables.get(name)
            if variable is None:
                self.tally.lose("VariableValue", "its variable is not in the project")
                continue
            outer = self._below(parent, "VariableValue")
            self._below(outer, "VariableRef", targetGUID=variable.guid)
            kind, text = _typed(variable, value)
            if kind:
                self._below(outer, kind).text = self._said("VariableValue", text)
            else:
                self.tally.lose("VariableValue", "a number that is not finite", value is not None)

    def _refer(
        self,
        parent: etree._Element,
        name: str,
        things: Iterable[str],
        known: Mapping[str, str],
        attribute: str = "targetGUID",
    ) -> None:
        for thing in things:
            if thing in known:
                self._below(parent, name, **{attribute: known[thing]})
            else:
                self.tally.lose(name, "it refers to nothing in the project")

    def _file(self, element: etree._Element, text: str) -> None:
        """Write a text into a file of its own, beside the XML, where no character changes."""
        # NVivo and MAXQDA write a byte-order mark. A text that begins with one of its own, or that holds
        # zero characters, is known as UTF-8 by it.
        mark = self._profile != "standard" or text.startswith("\ufeff") or "\x00" in text
        key = guid_key(element.get("guid") or "")
        file, number = f"{key}.txt", 1
        while file in self.texts:  # a note and a document may have one GUID
            number += 1
            file = f"{key}-{number}.txt"
        try:
            self.texts[file] = b"\xef\xbb\xbf" * mark + text.encode("utf-8")
        except UnicodeEncodeError:
            raise DataError.because(
                "a text can be written as UTF-8", "half of a character", "correct it in the original"
            ) from None
        element.set("plainTextPath", f"internal://{file}")


def _typed(variable: Variable, value: Value) -> tuple[str, str]:
    """Return the element for a value, and its text; no element for none."""
    if isinstance(value, bool):
        return "BooleanValue", "true" if value else "false"
    if isinstance(value, int):
        return "IntegerValue", str(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "", ""
    if isinstance(value, float):
        return "FloatValue", format(Decimal(repr(value)), "f")
    kind = {"Date": "DateValue", "DateTime": "DateTimeValue"}.get(variable.kind)
    fits = is_day if kind == "DateValue" else is_moment
    return kind if kind is not None and fits(value) else "TextValue", value
