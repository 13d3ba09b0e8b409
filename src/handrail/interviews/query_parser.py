"""Parsing: a query as a person types it.

The grammar, from what binds least to what binds most::

    any    = all { "OR" all }
    all    = part { [ "AND" ] part }          two parts side by side are an AND
    part   = { "NOT" } near
    near   = one { "NEAR/" distance one }     5 or 5w words, 20c characters, turn, document
    one    = "(" any ")" | "words in quotes" | word | word* | kind:name | variable=value

Operators are written in capitals, so that "and", "or", "not" and "near" can be looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from handrail.interviews.query import AllOf, AnyOf, Having, Named, Near, Not, Of, Query, Sign, Unit, Words
from handrail.values import UsageError, did_you_mean

_DEEPEST = 50
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<open>\()|(?P<close>\))
    |(?P<operator>AND|OR|NOT)(?![^\s()"])
    |NEAR(?P<near>/[^\s()"]*)?(?![^\s()"])
    |(?P<subject>"[^"]*"|[^\s()":=<>!]+)(?P<sign>:|=|!=|<=|>=|<|>)(?P<value>"[^"]*"|[^\s()"]*)
    |"(?P<phrase>[^"]*)"(?P<star>\*?)
    |(?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)
_TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_DISTANCE = re.compile(r"(\d{1,6})(w|c|)")
_KINDS: tuple[Named, ...] = get_args(Named)

Kind = Literal["open", "close", "AND", "OR", "NOT", "NEAR", "one"]


@dataclass(frozen=True)
class _Token:
    kind: Kind
    at: int
    query: Query | None = None
    near: tuple[int, Unit] = (0, "words")


def parse_query(text: str) -> Query:
    """Read a query.

    Parameters
    ----------
    text
        What a person typed; see the grammar above.

    Raises
    ------
    UsageError
        When it cannot be read: with the position in the query, counted from 1, and what to do.

    Examples
    --------
    >>> parse_query('under:training AND sector=police NOT coder:AB')
    AllOf(parts=(Of(kind='under', name='training'), Having(variable='sector', sign='=', value='police'),
          Not(part=Of(kind='coder', name='AB'))))
    >>> parse_query('code:luck NEAR/turn code:aims').unit
    'turn'
    >>> parse_query('luck AND (training')
    Traceback (most recent call last):
        ...
    handrail.values.errors.UsageError: a bracket is closed;
    received: one opened at character 10 and not closed; add a closing bracket
    """
    text = text.translate(_TYPOGRAPHIC)
    parser = _Parser(_tokens(text), len(text))
    found = parser.any(0)
    if parser.here < len(parser.tokens):
        raise _wrong(
            "a bracket is opened before it is closed", "a closing one", parser.next_at, "take it out"
        )
    return found


def _wrong(rule: str, received: str, at: int, remedy: str) -> UsageError:
    return UsageError.because(rule, f"{received} at character {at + 1} of the query", remedy)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            place = text.index('"', at)
            raise _wrong("words in quotes end with a quote", "one that stays open", place, 'add another "')
        start = at + len(match[0]) - len(match[0].lstrip())
        found.append(_token(match, start))
        at = match.end()
    if not found:
        raise UsageError.because(
            "a query looks for something", "nothing", 'write a word, "a phrase" or code:…'
        )
    return found


def _token(match: re.Match[str], at: int) -> _Token:
    if match["open"] or match["close"]:
        return _Token("open" if match["open"] else "close", at)
    if match["operator"]:
        return _Token(cast(Kind, match["operator"]), at)
    if match["subject"]:
        subject, sign, value = match["subject"].strip('"'), match["sign"], match["value"].strip('"').strip()
        return _Token("one", at, _named(subject.strip(), sign, value, at))
    if match["phrase"] is not None:
        return _Token("one", at, _words(match["phrase"], bool(match["star"]), at))
    if match["word"]:
        word = match["word"]
        return _Token("one", at, _words(word.removesuffix("*"), word.endswith("*"), at))
    return _Token("NEAR", at, near=_distance(match["near"], at))


def _words(text: str, prefix: bool, at: int) -> Words:
    if text.endswith("*"):
        text, prefix = text.removesuffix("*"), True
    if "*" in text:
        raise _wrong(
            "a star ends a word or a phrase", "one in the middle", at, "write the beginning, then a star"
        )
    if not any(one.isalnum() for one in text):
        raise _wrong("what is looked for has letters or digits", "none", at, "write a word")
    return Words(text, prefix)


def _named(subject: str, sign: str, value: str, at: int) -> Query:
    if not value:
        remedy = 'write it behind the sign; put "quotes" around a name with spaces or brackets'
        raise _wrong("a name or a value stands behind its sign", f"nothing behind '{sign}'", at, remedy)
    if sign != ":":
        return Having(subject, cast(Sign, sign), value)
    if subject not in _KINDS:
        remedy = f'{did_you_mean(subject, _KINDS)}; put "quotes" around words that hold a colon'
        raise _wrong("what stands before a colon is known", "another word", at, remedy)
    return Of(subject, value)


def _distance(given: str | None, at: int) -> tuple[int, Unit]:
    word = (given or "").removeprefix("/")
    if word in ("turn", "document"):
        return 0, cast(Unit, word)
    match = _DISTANCE.fullmatch(word)
    if match is None:
        remedy = "write NEAR/5 (words), NEAR/20c (characters), NEAR/turn or NEAR/document"
        raise _wrong("NEAR says how near", "no distance that is known", at, remedy)
    return int(match[1]), "characters" if match[2] == "c" else "words"


class _Parser:
    def __init__(self, tokens: list[_Token], length: int) -> None:
        self.tokens = tokens
        self.here = 0
        self.length = length

    @property
    def next(self) -> Kind | None:
        return self.tokens[self.here].kind if self.here < len(self.tokens) else None

    @property
    def next_at(self) -> int:
        return self.tokens[self.here].at if self.here < len(self.tokens) else self.length

    def any(self, depth: int) -> Query:
        if depth > _DEEPEST:
            raise _wrong(f"brackets go {_DEEPEST} deep at most", "more", self.next_at, "write it simpler")
        parts = [self.all(depth)]
        while self.next == "OR":
            self.here += 1
            parts.append(self.all(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all(self, depth: int) -> Query:
        parts = [self.part(depth)]
        while self.next in ("AND", "NOT", "open", "one"):
            self.here += self.next == "AND"
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def part(self, depth: int) -> Query:
        turned = False
        while self.next == "NOT":
            self.here += 1
            turned = not turned
        found = self.near(depth)
        return Not(found) if turned else found

    def near(self, depth: int) -> Query:
        found = self.one(depth)
        while self.next == "NEAR":
            within, unit = self.tokens[self.here].near
            self.here += 1
            found = Near(found, self.one(depth), within, unit)
        return found

    def one(self, depth: int) -> Query:
        at, kind = self.next_at, self.next
        if kind == "one":
            self.here += 1
            return cast(Query, self.tokens[self.here - 1].query)
        if kind != "open":
            received = "the query's end" if kind is None else f"'{kind}'"
            received = "a closing bracket" if kind == "close" else received
            remedy = "write a word, a phrase or a name there; operators in small letters are words"
            raise _wrong("an operator stands between two things", received, at, remedy)
        self.here += 1
        found = self.any(depth + 1)
        if self.next != "close":
            received = f"one opened at character {at + 1} and not closed"
            raise UsageError.because("a bracket is closed", received, "add a closing bracket")
        self.here += 1
        return found
