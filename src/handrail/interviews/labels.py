"""Labels: how a line can open with a speaker's name, and words that look alike and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handrail.interviews.body import Body
from handrail.interviews.transcript import plain_label

Form = Literal["colon", "numbered", "bracket", "tab", "bold", "time"]
"""How a label stands: see the rule in ``handrail.interviews.speakers``."""

_TIME = r"[\[(<]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])>]?"
_NAME = r"[^\s:：\[\]{}<>|\"“”?!;,*\t][^:：\[\]{}<>|\"“”?!;,*\t\n]{0,47}?"
_COLON = re.compile(
    rf"[ \t]*(?:{_TIME}[ \t]*[-–—]?[ \t]*)?(?:(?P<number>Q\.?\d{{1,4}})[.)]?[ \t]+)?(?:\*\*|__)?"
    rf"(?P<label>{_NAME})[ \t]*(?:{_TIME})?[ \t]*(?:[:：](?:\*\*|__)|(?:\*\*|__)[:：]|[:：](?![/\\\d]))"
)
_BRACKET = re.compile(r"[ \t]*\[(?P<label>[^\[\]\n]{1,40})\][ \t]*:?(?=[ \t\n]|$)")
_TAB = re.compile(rf"(?P<label>{_NAME})[ ]*\t+")
_BEFORE_TIME = re.compile(rf"[ \t]*(?P<label>{_NAME})[ \t]+{_TIME}[ \t]*(?=\n|$)")
_BOLD_LINE = re.compile(rf"[ \t]*(?:\*\*|__)(?P<label>{_NAME})(?:\*\*|__)[ \t]*(?=\n|$)")

_ROLE = re.compile(
    r"(?:the )?(?:interviewer|interviewee|moderator|facilitator|researcher|respondent|participant|speaker|"
    r"witness|chair|chairman|chairwoman|chairperson|host|questioner)(?: ?#?\d{1,3}| [a-z])?"
)
_CODE = re.compile(r"[a-z]|[a-z]{1,4}[-_]?\d{1,4}|int|resp")
_EVENTS = frozenset(
    """
    laughter laughs laughing laugh pause silence inaudible unclear crosstalk crying cries cry sighs sigh
    coughs cough music noise applause interruption redacted anonymised overlapping nods smiles sic
    """.split()  # noqa: SIM905 - a paragraph of words is easier to read than forty lines
) | {"long pause", "short pause", "phone rings"}
_NO_SPEAKER = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december date time place location venue duration length title
    subject topic note notes nb ps source sources file version author transcript transcribed project
    study interview introduction background summary example examples question answer witnesses present
    attendees apologies re fwd cc to from sent warning advice yes no first second third then also
    however http https
    """.split()  # noqa: SIM905 - as above
) | {"members present", "oral evidence", "corrected oral evidence", "for example", "file name", "in short"}
_MOST_WORDS = 5


@dataclass(frozen=True)
class Opening:
    """A line that opens like a turn.

    Attributes
    ----------
    line, said
        Code points where the line and where the speech starts.
    label, form
        The name as it stands, and how it stands.
    """

    line: int
    said: int
    label: str
    form: Form

    @property
    def plain(self) -> str:
        """Return the label as labels are compared."""
        return plain_label(self.label)

    @property
    def role(self) -> bool:
        """Tell whether the label is the word of a role, such as Interviewer."""
        return bool(_ROLE.fullmatch(self.plain))

    @property
    def code(self) -> bool:
        """Tell whether the label is a letter or a code such as P01; ``Q3`` numbers a question."""
        return bool(_CODE.fullmatch(self.plain)) and not re.fullmatch(r"q\d+", self.plain)

    @property
    def event(self) -> bool:
        """Tell whether the label says what happens in the room, such as ``[laughter]``, or is only a time."""
        return self.plain in _EVENTS or not any(character.isalpha() for character in self.label)

    @property
    def free(self) -> bool:
        """Tell whether the label could be anyone's name: no day, no word for the document, no phrase."""
        if self.plain in _NO_SPEAKER or re.fullmatch(r"q\d+", self.plain):
            return False
        return not self.label[0].islower() or len(self.label.split()) == 1


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank with the code point where it starts."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def openings(body: Body) -> Iterator[Opening]:
    r"""Yield every line that opens like a turn, whether or not it is one.

    Examples
    --------
    >>> [(one.label, one.form) for one in openings(Body("P01: Luck.\nWe met.\n[id1] Yes."))]
    [('P01', 'colon'), ('id1', 'bracket')]
    """
    for start, line in lines_of(body.text):
        opening = _opening(start, line, body.leads.get(start, 0))
        if opening is not None:
            yield opening


def _opening(start: int, line: str, lead: int) -> Opening | None:
    whole_bold = lead >= len(line.rstrip()) > 0
    forms: tuple[tuple[Form, re.Match[str] | None], ...] = (
        ("colon", _COLON.match(line)),
        ("bracket", _BRACKET.match(line)),
        ("time", _BEFORE_TIME.match(line)),
        ("bold", _BOLD_LINE.match(line)),
        ("tab", _TAB.match(line)),
    )
    for form, match in forms:
        if match is None:
            continue
        if form == "colon" and match["number"]:
            form = "numbered"  # noqa: PLW2901 - the same form with a question's number before it
        if form == "bracket" or _like_a_name(match["label"]):
            return Opening(start, start + match.end(), match["label"].strip(), form)
    if whole_bold and _like_a_name(line.strip()):
        return Opening(start, start + len(line), line.strip(), "bold")
    return None


def _like_a_name(label: str) -> bool:
    words = label.split()
    if not words or len(words) > _MOST_WORDS or not any(character.isalpha() for character in label):
        return False
    # A full stop belongs to a title or an initial ("Dr. Lee"), not to the end of a sentence.
    return all(len(word) <= 5 or not word.endswith(".") for word in words)
