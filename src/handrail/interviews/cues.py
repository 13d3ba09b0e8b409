"""Cues: subtitles in SubRip (srt) and WebVTT (vtt), with their times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handrail.interviews.body import Body, Cue, counted
from handrail.values import DataError

_ARROW = re.compile(r"(?P<begins>\S+)[ \t]+-->[ \t]+(?P<ends>\S+)(?P<rest>[ \t].*)?")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>]+)>")
_TAG = re.compile(
    r"</?(?:[biuc]|v|lang|ruby|rt|font|s)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\an?\d\}", re.IGNORECASE
)
_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass
class _Seen:
    tags: int = 0
    blocks: int = 0


def read_srt(text: str, name: str) -> Body:
    r"""Return the cues of a SubRip file.

    Raises
    ------
    DataError
        When a time cannot be read, ends before it begins, or there is no cue; by line.

    Examples
    --------
    >>> body = read_srt("1\n00:00:01,000 --> 00:00:02,500\nI: Why?\n", "p01.srt")
    >>> body.text, body.cues[0].begins, body.cues[0].ends
    ('I: Why?', 1.0, 2.5)
    """
    return _body(text, name, first_line=1, voices=False)


def read_vtt(text: str, name: str) -> Body:
    r"""Return the cues of a WebVTT file; ``<v Name>`` names the speaker.

    Raises
    ------
    DataError
        When it does not begin with WEBVTT, a time cannot be read, ends before it begins, or there is no cue;
        by line.

    Examples
    --------
    >>> body = read_vtt("WEBVTT\n\n00:01.000 --> 00:02.500\n<v Anna>By luck &amp; care", "p01.vtt")
    >>> body.text, body.cues[0].voice
    ('By luck & care', 'Anna')
    """
    head, _, rest = text.partition("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", head):
        raise DataError.because(
            "a vtt file begins with WEBVTT",
            "another first line",
            "correct it, or name it srt",
            file=name,
            line=1,
        )
    # Lines right below the signature are its header, up to the first blank line.
    header, blank, rest = rest.partition("\n\n") if not rest.startswith("\n") else ("", "\n", rest[1:])
    if blank == "" or "-->" in header:
        header, blank, rest = "", "", text.partition("\n")[2]
    skipped = 2 + (header + blank).count("\n")
    return _body(rest, name, first_line=skipped, voices=True)


def _body(text: str, name: str, *, first_line: int, voices: bool) -> Body:
    parts: list[str] = []
    cues: list[Cue] = []
    seen = _Seen()
    length = 0
    for line, begins, ends, said in _blocks(text, name, first_line, seen if voices else None):
        for voice, stretch in _voices(said) if voices else [(None, said)]:
            plain = _plain(stretch, seen, entities=voices).strip("\n")
            if not plain.strip():
                continue
            if ends < begins:
                raise _bad_time(name, line, "an end before the beginning")
            cues.append(Cue(length, length + len(plain), begins, ends, voice))
            parts.append(plain)
            length += len(plain) + 1
    notes = []
    if seen.tags:
        notes.append(f"{counted(seen.tags, 'formatting tag')} left out")
    if seen.blocks:
        notes.append(f"{counted(seen.blocks, 'comment or style block')} left out")
    return Body("\n".join(parts), tuple(notes), {}, tuple(cues))


def _blocks(
    text: str, name: str, first_line: int, vtt: _Seen | None
) -> Iterator[tuple[int, float, float, str]]:
    """Yield each cue: the line of its times, when it begins and ends, and its lines."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        if not lines[index].strip():
            index += 1
            continue
        block = index
        while index < len(lines) and lines[index].strip():
            index += 1
        rows = lines[block:index]
        if vtt is not None and rows[0].split(maxsplit=1)[0] in _BLOCKS and "-->" not in rows[0]:
            vtt.blocks += 1
            continue
        # A number or an id may stand on the line above the times.
        at = next((number for number, row in enumerate(rows[:2]) if "-->" in row), None)
        if at is None:
            raise _bad_time(name, first_line + block, "a block without times")
        match = _ARROW.match(rows[at].strip())
        here = first_line + block + at
        begins = _seconds(match["begins"]) if match else None
        ends = _seconds(match["ends"]) if match else None
        if begins is None or ends is None:
            raise _bad_time(name, here, "times that cannot be read")
        yield here, begins, ends, "\n".join(rows[at + 1 :])


def _bad_time(name: str, line: int, received: str) -> DataError:
    return DataError.because(
        "a cue has a line like 00:00:01,000 --> 00:00:02,500",
        received,
        "correct the line; a cue's text holds no blank line",
        file=name,
        line=line,
    )


def _seconds(clock: str) -> float | None:
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _voices(said: str) -> Iterator[tuple[str | None, str]]:
    """Yield each speaker of a cue with the words that follow the voice tag."""
    at, voice = 0, None
    for match in _VOICE.finditer(said):
        yield voice, said[at : match.start()]
        voice, at = html.unescape(match["name"]).strip(), match.end()
    yield voice, said[at:]


def _plain(said: str, seen: _Seen, *, entities: bool) -> str:
    plain, count = _TAG.subn("", said)
    seen.tags += count - said.count("</v>")
    return html.unescape(plain) if entities else plain
