"""Speakers: where a label opens a turn, and where a colon is only a colon.

The rule. A line may open with a label in one of these forms: ``Name: text``, ``[id1] text``,
``NAME<tab>text``, ``Q129  Name: text``, a bold line that is only a name, a name before a time
(``Name  0:12``). A time may stand before or behind the name. What opens a line in such a form is a label

- when the caller names the labels (``speakers=``): if it is one of them, and nothing else is;
- otherwise, if it is numbered as in ``Q129  The Chairman:``;
- if it is the word of a role (Interviewer, Participant 3, Chair), unless it stands in the document's head,
  before the first label that recurs, with at most four words behind it ("Interviewer: JD");
- if it is a letter or a code (I, P, P01, id1), and the document has at least two lines that open so;
- if it recurs, is shaped like a name, is not a word for the document itself, a day or a month, and labels
  open at least a fifth of the lines, or a turn has at most 250 words on average over four turns of two
  speakers.

Brackets and tabs are used for much else: they must open at least a third of the lines with two labels or
more, and what happens in the room ("[laughter]") is no label. Text before the first label is the document's
head and belongs to no turn. A label that occurs once, and for which none of this holds, stays in the text
of the turn before; a note says on which lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from handrail.interviews.body import Body, Cue, counted
from handrail.interviews.labels import Form, Opening, lines_of, openings
from handrail.interviews.transcript import Turn, plain_label


def find_turns(
    body: Body, speakers: Collection[str] | None = None
) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    r"""Return the turns of a body, and notes on how they were found.

    Parameters
    ----------
    body
        What a reader handed on.
    speakers
        The labels, when they are known: then exactly these are labels.

    Examples
    --------
    >>> text = "Oral evidence: online harms\nI: Why?\nP01: Luck: that is all.\nI: Always?"
    >>> [(turn.speaker, text[turn.start : turn.end]) for turn in find_turns(Body(text))[0]]
    [('I', 'Why?'), ('P01', 'Luck: that is all.'), ('I', 'Always?')]
    """
    found = list(openings(body))
    accepted = _known(found, body, speakers) if speakers else _guessed(found, body.text)
    if body.cues is not None:
        turns = tuple(_cue_turns(body, accepted))
    else:
        turns = tuple(_numbered(_stretches(body.text, accepted)))
    return turns, tuple(_notes(body, found, accepted, turns, bool(speakers)))


# -- which of them are labels -------------------------------------------------------------------


def _known(found: Iterable[Opening], body: Body, speakers: Collection[str]) -> list[Opening]:
    known = {plain_label(label) for label in speakers}
    taken = {opening.line: opening for opening in found if opening.plain in known}
    for start, line in lines_of(body.text):
        if start not in taken and plain_label(line) in known:
            taken[start] = Opening(start, start + len(line), line.strip(), "bold")
    return [taken[start] for start in sorted(taken)]


def _guessed(found: Sequence[Opening], text: str) -> list[Opening]:
    lines = sum(1 for _ in lines_of(text))
    named = [one for one in found if one.form not in ("bracket", "tab")]
    taken = _by_shape(named, text) | _recurring(named, text, lines)
    for form in ("bracket", "tab"):
        these = [one for one in found if one.form == form]
        recurring = _times(these)
        fits = [one for one in these if _may_part(one, recurring)]
        if 3 * len(fits) >= lines and len({one.plain for one in fits}) > 1:
            taken |= {one.line for one in fits}
    return [one for one in found if one.line in taken]


def _times(found: Iterable[Opening]) -> Mapping[str, int]:
    return Counter(one.plain for one in found)


def _may_part(one: Opening, times: Mapping[str, int]) -> bool:
    if one.form == "bracket" and one.event:
        return False
    return times[one.plain] > 1 or one.role or (one.code and len(one.plain) > 1)


def _by_shape(found: Sequence[Opening], text: str) -> set[int]:
    """Return the lines whose label is numbered, a role, or one of several codes."""
    times = _times(found)
    codes = [one for one in found if one.code]
    taken = {one.line for one in found if one.form == "numbered"}
    if len(codes) > 1:
        taken |= {one.line for one in codes}
    recurring = [one.line for one in found if times[one.plain] > 1 and (one.code or one.free)]
    head = min(recurring, default=0)
    for one in found:
        if one.role:
            behind = text[one.said :].partition("\n")[0].split()
            if one.line >= head or times[one.plain] > 1 or len(behind) > 4:
                taken.add(one.line)
    numbered = {one.plain for one in found if one.form == "numbered"}
    return taken | {one.line for one in found if one.plain in numbered}


def _recurring(found: Sequence[Opening], text: str, lines: int) -> set[int]:
    times = _times(found)
    free = [one for one in found if times[one.plain] > 1 and one.free]
    speakers = {one.plain for one in free}
    often = 5 * len(free) >= lines
    short = len(free) >= 4 and len(text.split()) <= 250 * len(free)
    alone_but_everywhere = 2 * len(free) >= lines
    if (len(speakers) > 1 and (often or short)) or alone_but_everywhere:
        return {one.line for one in free}
    # One name that recurs beside role words or codes is still a speaker.
    shaped = _by_shape(found, text)
    if speakers and shaped and 5 * len(shaped | {one.line for one in free}) >= lines:
        return {one.line for one in free}
    return set()


# -- turns -------------------------------------------------------------------------------------


def _stretches(text: str, openings: Sequence[Opening]) -> Iterator[Turn]:
    if not openings:
        yield from _trimmed(text, None, 0, len(text))
    ends = [*(opening.line for opening in openings[1:]), len(text)]
    for opening, end in zip(openings, ends, strict=False):
        yield from _trimmed(text, opening.label, opening.said, end)


def _trimmed(text: str, speaker: str | None, start: int, end: int, cue: Cue | None = None) -> Iterator[Turn]:
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    end -= len(said) - len(said.rstrip())
    if start < end:
        begins, ends = (None, None) if cue is None else (cue.begins, cue.ends)
        yield Turn(0, speaker, start, end, begins, ends)


def _numbered(turns: Iterable[Turn]) -> Iterator[Turn]:
    for index, turn in enumerate(turns):
        yield Turn(index, turn.speaker, turn.start, turn.end, turn.begins, turn.ends)


def _cue_turns(body: Body, openings: Sequence[Opening]) -> Iterator[Turn]:
    """Return the cues as turns; a cue without a label goes on with the speaker before, but for voices."""

    def all_turns() -> Iterator[Turn]:
        speaker: str | None = None
        for cue in body.cues or ():
            if cue.voice is not None:
                yield from _trimmed(body.text, cue.voice, cue.start, cue.end, cue)
                speaker = None
                continue
            inside = [one for one in openings if cue.start <= one.line < cue.end]
            first = inside[0].line if inside else cue.end
            yield from _trimmed(body.text, speaker, cue.start, first, cue)
            stops = [*(one.line for one in inside[1:]), cue.end]
            for one, end in zip(inside, stops, strict=False):
                speaker = one.label
                yield from _trimmed(body.text, speaker, one.said, end, cue)

    return _numbered(all_turns())


_FORM_WORDS: Mapping[Form, str] = {
    "colon": "name and colon",
    "numbered": "question number, name and colon",
    "bracket": "name in brackets",
    "tab": "name and tab",
    "bold": "name on a line of its own",
    "time": "name and time",
}


def _notes(
    body: Body, found: Sequence[Opening], accepted: Sequence[Opening], turns: Sequence[Turn], told: bool
) -> Iterator[str]:
    speakers = {plain_label(turn.speaker) for turn in turns if turn.speaker is not None}
    forms = [_FORM_WORDS[form] for form in dict.fromkeys(one.form for one in accepted)]
    if any(cue.voice is not None for cue in body.cues or ()):
        forms.append("voice tag")
    if forms:
        how_many = f"{counted(len(speakers), 'label')}, {counted(len(turns), 'turn')}"
        yield f"speakers found by {', '.join(forms)}: {how_many}"
    elif told:
        yield "no speaker labels: none of those given opens a line"
    else:
        yield "no speaker labels: nothing in the file says who speaks"
    if accepted and body.cues is None and body.text[: accepted[0].line].strip():
        head = body.text[: accepted[0].line].rstrip().count("\n") + 1
        yield f"{counted(head, 'line')} before the first speaker belong to no turn"
    taken = {one.line for one in accepted}
    first = accepted[0].line if accepted else len(body.text)
    left = [one for one in found if one.line not in taken and one.line > first and one.form == "colon"]
    if left:
        shown = ", ".join(str(body.text.count("\n", 0, one.line) + 1) for one in left[:5])
        why = "not among the given speakers" if told else "not taken for a speaker"
        more = " and more" if len(left) > 5 else ""
        yield f"{counted(len(left), 'line')} open like a label, {why}: line {shown}{more}"
