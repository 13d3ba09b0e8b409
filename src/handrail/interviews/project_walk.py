"""Walk: every text of a project in which somebody may be named, passed through one function.

What other things refer to (documents, codes, users, variables) is renamed wherever it is referred to, and
positions move along with the text of their document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from handrail.interviews.project import (
    Case,
    Document,
    Passage,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    User,
    Value,
    Variable,
)
from handrail.interviews.replacing import Pseudonymised, label_of
from handrail.values import DataError

Rewrite = Callable[[str, str], str]
"""The key of a text and the text, to what stands there now."""


def walk(project: RefiProject, rewrite: Rewrite, moved: Mapping[str, Pseudonymised]) -> RefiProject:
    """Return a project with every text passed through ``rewrite`` and every position along.

    Parameters
    ----------
    project
        The project.
    rewrite
        Called for each text but those of documents, with a key that says where it stands.
    moved
        Document name to its new text; a document that is not in it stays.

    Raises
    ------
    DataError
        When two things of one kind would be called the same.

    Examples
    --------
    >>> one = RefiProject("pilot", (Document("anna.txt", "Anna left."),))
    >>> walk(one, lambda key, text: key, {}).documents[0].name
    'name of document 1'
    """
    return _Walk(project, rewrite, moved).done()


class _Walk:
    def __init__(self, project: RefiProject, rewrite: Rewrite, moved: Mapping[str, Pseudonymised]) -> None:
        self._project, self._rewrite, self._moved = project, rewrite, moved
        self._documents = self._called("document", [one.name for one in project.documents])
        self._codes = self._called("code", [one.name for one in project.codes])
        self._users = self._called("user", [one.name for one in project.users])
        self._variables = self._called("variable", [one.name for one in project.variables])
        self._cases = self._called("case", [one.name for one in project.cases])
        # Who coded and is no user of the list, and what has a value and is no variable of it.
        coders = [one.coder for one in project.codings]
        coders += [one.user for one in project.passages] + [one.user for one in project.notes]
        answers = [one.values for one in project.documents] + [one.values for one in project.cases]
        self._others(self._users, "coder", coders)
        self._others(self._variables, "answer", [name for values in answers for name in values])
        self._others(self._codes, "further code", [one.code for one in project.codings])

    def _called(self, what: str, names: Sequence[str]) -> dict[str, str]:
        called = {name: self._rewrite(f"name of {what} {i}", name) for i, name in enumerate(names, start=1)}
        if len(set(called.values())) < len(called):
            raise DataError.because(
                f"{what}s have names of their own",
                "two that would be called the same",
                "replace one otherwise",
            )
        return called

    def _others(self, known: dict[str, str], what: str, names: Iterable[str]) -> None:
        for name in dict.fromkeys(names):
            if name and name not in known:
                known[name] = self._rewrite(f"name of {what} {len(known) + 1}", name)

    def _label(self, what: str, label: str) -> str:
        return self._rewrite(f"label of {what}", label) if label else label

    def _described(self, what: str, text: str) -> str:
        return self._rewrite(f"description of {what}", text)

    def _span(self, document: str, start: int, end: int) -> tuple[int, int]:
        place = self._moved.get(document)
        return (start, end) if place is None else place.map_span(start, end)

    def _words(self, one: ProjectCoding | Passage) -> str:
        place = self._moved.get(one.document)
        return one.quotation if place is None else place.text[slice(*place.map_span(one.start, one.end))]

    def done(self) -> RefiProject:
        """Return the project."""
        old, rewrite, documents = self._project, self._rewrite, self._documents
        return replace(
            old,
            name=rewrite("name of the project", old.name),
            description=rewrite("description of the project", old.description),
            documents=tuple(self._document(i, one) for i, one in enumerate(old.documents, start=1)),
            users=tuple(self._user(i, one) for i, one in enumerate(old.users, start=1)),
            codes=tuple(self._code(i, one) for i, one in enumerate(old.codes, start=1)),
            codings=tuple(self._coding(i, one) for i, one in enumerate(old.codings, start=1)),
            passages=tuple(self._passage(i, one) for i, one in enumerate(old.passages, start=1)),
            cases=tuple(self._case(i, one) for i, one in enumerate(old.cases, start=1)),
            variables=tuple(self._variable(i, one) for i, one in enumerate(old.variables, start=1)),
            sets=tuple(
                replace(
                    one,
                    name=rewrite(f"name of set {i}", one.name),
                    description=self._described(f"set {i}", one.description),
                    documents=tuple(documents.get(name, name) for name in one.documents),
                    codes=tuple(self._codes.get(name, name) for name in one.codes),
                )
                for i, one in enumerate(old.sets, start=1)
            ),
            notes=tuple(
                replace(
                    one,
                    name=rewrite(f"name of note {i}", one.name),
                    text=rewrite(f"text of note {i}", one.text),
                    user=self._users.get(one.user, one.user),
                )
                for i, one in enumerate(old.notes, start=1)
            ),
            links=tuple(
                replace(one, name=rewrite(f"name of link {i}", one.name))
                for i, one in enumerate(old.links, start=1)
            ),
            report=replace(
                old.report,
                conventions=tuple(
                    replace(one, document=documents.get(one.document, one.document))
                    for one in old.report.conventions
                ),
            ),
        )

    def _document(self, i: int, one: Document) -> Document:
        labels = {turn.speaker for turn in one.turns if turn.speaker is not None}
        called = {
            label: label_of(self._rewrite(f"speaker label {j} of document {i}", label))
            for j, label in enumerate(sorted(labels), start=1)
        }
        place = self._moved.get(one.name)
        turns = one.turns
        if place is not None:
            turns = tuple(
                place.move_turn(turn, None if turn.speaker is None else called[turn.speaker])
                for turn in one.turns
            )
        return replace(
            one,
            name=self._documents[one.name],
            text=one.text if place is None else place.text,
            description=self._described(f"document {i}", one.description),
            label=self._label(f"document {i}", one.label),
            turns=turns,
            values=self._values(one.values, f"document {i}"),
        )

    def _user(self, i: int, one: User) -> User:
        name = self._users[one.name]
        initials = self._rewrite(f"initials of user {i}", one.initials)
        # The initials of a name that is replaced would give it away.
        return replace(
            one,
            name=name,
            label=self._label(f"user {i}", one.label),
            initials=initials if name == one.name else "",
        )

    def _code(self, i: int, one: ProjectCode) -> ProjectCode:
        return replace(
            one,
            name=self._codes[one.name],
            label=self._label(f"code {i}", one.label),
            parent=None if one.parent is None else self._codes.get(one.parent, one.parent),
            description=self._described(f"code {i}", one.description),
            include=self._rewrite(f"what code {i} includes", one.include),
            exclude=self._rewrite(f"what code {i} excludes", one.exclude),
        )

    def _coding(self, i: int, one: ProjectCoding) -> ProjectCoding:
        start, end = self._span(one.document, one.start, one.end)
        return replace(
            one,
            document=self._documents.get(one.document, one.document),
            start=start,
            end=end,
            quotation=self._words(one),
            code=self._codes.get(one.code, one.code),
            coder=self._users.get(one.coder, one.coder),
            memo=self._rewrite(f"memo of coding {i}", one.memo),
            selection_name=self._rewrite(f"name of the selection of coding {i}", one.selection_name),
            description=self._described(f"the selection of coding {i}", one.description),
        )

    def _passage(self, i: int, one: Passage) -> Passage:
        start, end = self._span(one.document, one.start, one.end)
        return replace(
            one,
            document=self._documents.get(one.document, one.document),
            start=start,
            end=end,
            quotation=self._words(one),
            name=self._rewrite(f"name of selection {i}", one.name),
            description=self._described(f"selection {i}", one.description),
            user=self._users.get(one.user, one.user),
        )

    def _case(self, i: int, one: Case) -> Case:
        spans = []
        for held in one.spans:
            start, end = self._span(held.document, held.start, held.end)
            document = self._documents.get(held.document, held.document)
            spans.append(replace(held, document=document, start=start, end=end))
        return replace(
            one,
            name=self._cases[one.name],
            label=self._label(f"case {i}", one.label),
            description=self._described(f"case {i}", one.description),
            values=self._values(one.values, f"case {i}"),
            documents=tuple(self._documents.get(name, name) for name in one.documents),
            spans=tuple(spans),
            codes=tuple(self._codes.get(name, name) for name in one.codes),
        )

    def _variable(self, i: int, one: Variable) -> Variable:
        return replace(
            one,
            name=self._variables[one.name],
            label=self._label(f"variable {i}", one.label),
            description=self._described(f"variable {i}", one.description),
        )

    def _values(self, values: Mapping[str, Value], whose: str) -> dict[str, Value]:
        return {
            self._variables[name]: self._value(f"'{name}' of {whose}", value)
            for name, value in values.items()
        }

    def _value(self, key: str, value: Value) -> Value:
        """Return an answer; a number that is replaced, such as that of a telephone, becomes text."""
        if value is None or isinstance(value, bool):
            return value
        whole = isinstance(value, float) and value.is_integer()
        said = f"{value:.0f}" if whole else str(value)
        new = self._rewrite(key, said)
        return value if new == said else new
