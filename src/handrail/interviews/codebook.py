"""Codebook: the codes, how they nest, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from handrail.values import DataError, Problem, did_you_mean, read_toml
from handrail.values.naming import named
from handrail.values.toml_tables import Shape, read_tables

Origin = Literal["guide", "inductive"]
"""A topic of the interview guide, or found in the text."""

_ORIGINS: tuple[Origin, ...] = ("guide", "inductive")
_CODE = Shape(
    "a code",
    dict.fromkeys(("name", "description", "parent", "origin", "include", "exclude"), str),
    ("name", "description"),
)


@dataclass(frozen=True)
class Code:
    """A code.

    Attributes
    ----------
    name
        Unique in the codebook.
    description
        What it stands for.
    parent
        The code above it, or None.
    origin
        ``guide`` or ``inductive``.
    include, exclude
        What counts, and what does not.
    """

    name: str
    description: str
    parent: str | None = None
    origin: Origin = "inductive"
    include: str = ""
    exclude: str = ""


@dataclass(frozen=True)
class Codebook:
    """Codes in the order of the file; parents exist, and nothing is its own ancestor.

    Raises
    ------
    DataError
        When a name is doubled, a parent is unknown, or parents go in a circle.

    Examples
    --------
    >>> book = Codebook((Code("training", "…"), Code("ad-hoc training", "…", "training")))
    >>> book.descendants("training"), book.path("ad-hoc training")
    (('ad-hoc training',), ('training', 'ad-hoc training'))
    """

    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        problems = [problem for _, problem in nesting_problems(self.codes)]
        if problems:
            raise DataError(*problems)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the codes' names, in order."""
        return tuple(code.name for code in self.codes)

    def code(self, name: str) -> Code:
        """Return a code by its name.

        Raises
        ------
        DataError
            When there is none of that name.
        """
        for code in self.codes:
            if code.name == name:
                return code
        raise DataError.because(
            "a code is in the codebook", f"code {named(name)}", did_you_mean(name, self.names)
        )

    def children(self, name: str) -> tuple[str, ...]:
        """Return the names of the codes right below one, in order."""
        self.code(name)
        return tuple(code.name for code in self.codes if code.parent == name)

    def descendants(self, name: str) -> tuple[str, ...]:
        """Return the names of all codes below one, each parent before its children."""
        return tuple(below for child in self.children(name) for below in (child, *self.descendants(child)))

    def path(self, name: str) -> tuple[str, ...]:
        """Return the names from the topmost code down to this one."""
        code = self.code(name)
        return (name,) if code.parent is None else (*self.path(code.parent), name)


def nesting_problems(codes: Sequence[Code]) -> Iterator[tuple[int, Problem]]:
    """Yield the index of each code with a doubled name, an unknown parent or a circle, and the problem."""
    parents: dict[str, str | None] = {}
    for index, code in enumerate(codes):
        if code.name in parents:
            received = f"{named(code.name)} twice"
            yield index, Problem("a code's name is its own", received, "rename one")
        parents.setdefault(code.name, code.parent)
    for index, code in enumerate(codes):
        if code.parent is None:
            continue
        if code.parent not in parents:
            received = f"parent {named(code.parent)}"
            remedy = did_you_mean(code.parent, parents)
            yield index, Problem("a code's parent is in the codebook", received, remedy)
            continue
        above, seen = code.parent, {code.name}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)  # type: ignore[assignment]
        if above == code.name:
            received = f"{named(code.name)} is its own ancestor"
            yield index, Problem("codes do not nest in a circle", received, "change one of the parents")


def read_codebook(path: Path) -> Codebook:
    r"""Read a codebook.

    Parameters
    ----------
    path
        A TOML file of ``[[code]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, missing description, doubled name, unknown parent and circle, by line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "codebook.toml"
    ...     _ = file.write_text('[[code]]\nname = "training"\ndescription = "What officers learn."')
    ...     read_codebook(file).names
    ('training',)
    """
    source = read_toml(path)
    codes: list[Code] = []
    problems: list[Problem] = []
    lines: list[int] = []
    for table, line in read_tables(source, "code", _CODE):
        origin = table.get("origin", "inductive")
        if origin not in _ORIGINS:
            remedy = did_you_mean(origin, _ORIGINS)
            at = source.line(("code", len(codes), "origin"))
            problems.append(Problem("a code's origin is known", named(origin), remedy, path.name, at))
        lines.append(line)
        codes.append(
            Code(
                table["name"],
                table["description"].strip(),
                table.get("parent"),
                cast(Origin, origin),
                table.get("include", "").strip(),
                table.get("exclude", "").strip(),
            )
        )
    if not codes:
        problems.append(Problem("a codebook has codes", "no [[code]]", "add one", path.name, 1))
    for index, wrong in nesting_problems(codes):
        problems.append(Problem(wrong.rule, wrong.received, wrong.remedy, path.name, lines[index]))
    if problems:
        raise DataError(*problems)
    return Codebook(tuple(codes))
