"""Query: what is looked for, as a tree that a person writes or a program builds.

One language for words and for codes. Words stand bare (``luck``, ``train*``, ``"by luck"``); everything
else names what it is (``code:``, ``under:``, ``case:``, ``document:``, ``coder:``, ``speaker:``,
``sector=police``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Named = Literal["code", "under", "case", "document", "coder", "speaker"]
Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Unit = Literal["words", "characters", "turn", "document"]


@dataclass(frozen=True)
class Words:
    """A word or a phrase; ``prefix`` when the last word may go on."""

    text: str = field(repr=False)
    prefix: bool = False


@dataclass(frozen=True)
class Of:
    """What bears a name: a code, a code with all below it (``under``), a case, a document, a coder, ..."""

    kind: Named
    name: str


@dataclass(frozen=True)
class Having:
    """What a case answers to a variable, or its document where the case has no answer."""

    variable: str
    sign: Sign
    value: str


@dataclass(frozen=True)
class AllOf:
    """All parts hold."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Query


@dataclass(frozen=True)
class Near:
    """Two things close together.

    Attributes
    ----------
    first, second
        What they are.
    within
        At most so many words or characters lie between them; of no meaning for a turn or a document.
    unit
        What is counted, or what must be the same.
    """

    first: Query
    second: Query
    within: int = 0
    unit: Unit = "words"


Query: TypeAlias = Words | Of | Having | AllOf | AnyOf | Not | Near


def parts_of(query: Query) -> Iterator[Query]:
    """Yield a query and everything in it.

    Examples
    --------
    >>> [type(one).__name__ for one in parts_of(AllOf((Words("luck"), Not(Of("case", "P01")))))]
    ['AllOf', 'Words', 'Not', 'Of']
    """
    yield query
    if isinstance(query, AllOf | AnyOf):
        for part in query.parts:
            yield from parts_of(part)
    elif isinstance(query, Not):
        yield from parts_of(query.part)
    elif isinstance(query, Near):
        yield from parts_of(query.first)
        yield from parts_of(query.second)


def has_words(query: Query) -> bool:
    """Return whether a query looks for words."""
    return any(isinstance(one, Words) for one in parts_of(query))


def has_codes(query: Query) -> bool:
    """Return whether a query names codes."""
    return any(isinstance(one, Of) and one.kind in ("code", "under") for one in parts_of(query))
