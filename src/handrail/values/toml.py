"""TOML with line numbers: every message about a file says where to look.

``tomllib`` gives values without places. This reads the values with it and finds the lines by a
scan of the text, which is enough for the files that people write by hand.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handrail.values.errors import DataError, HandrailError

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[A-Za-z0-9_\-.]+)\s*=""")
# tomllib takes the square of the parts' number for one key: 60,000 of them take minutes.
# Begun only where a part begins: a single word of 70,000 letters took ten seconds.
_ENDLESS_KEY = re.compile(r"(?<![\w\"'-])[\w\"'-]++(?:[ \t]*\.[ \t]*[\w\"'-]++){100}")
_TOML_PLACE = re.compile(r"\(at line (\d+)")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class TomlFile:
    r"""A parsed TOML text that can say on which line a value stands.

    Attributes
    ----------
    name
        What messages call the file.
    data
        The parsed values.
    lines
        Path of keys and indices to the 1-based line where it is written.

    Examples
    --------
    >>> parsed = parse_toml('a = 1\n[[coding]]\ncode = "x"\n[[coding]]\ncode = "y"\n', "codings.toml")
    >>> parsed.line(("coding", 1, "code")), parsed.line(("coding", 1, "gone"))
    (5, 4)
    """

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Path_, int] = field(default_factory=dict)
    offset: int = 0

    def line(self, path: Path_) -> int | None:
        """Return the line of a path, or of the nearest table above it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]] + self.offset
        return 1 + self.offset if self.lines else None


def read_toml(path: Path, *, error: type[HandrailError] = DataError) -> TomlFile:
    """Read a TOML file.

    Raises
    ------
    HandrailError
        Of the class ``error``: when the file is missing, not UTF-8, or not TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise error.because("the file exists", "no such file", "check the name", file=path.name) from None
    except OSError:
        raise error.because(
            "the file can be read", "a folder, or a file that may not be read", "check it", file=path.name
        ) from None
    except UnicodeDecodeError:
        raise error.because(
            "the file is UTF-8 text", "bytes that are not UTF-8", "save it as UTF-8", file=path.name
        ) from None
    return parse_toml(text, path.name, error=error)


def parse_toml(text: str, name: str, *, offset: int = 0, error: type[HandrailError] = DataError) -> TomlFile:
    """Parse TOML text; ``offset`` is the number of lines above it in the file it came from."""
    try:
        if _ENDLESS_KEY.search(text):
            raise RecursionError
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as problem:
        found = _TOML_PLACE.search(str(problem))
        line = int(found.group(1)) + offset if found else None
        # tomllib's own words may quote the text; only the rule and the place are passed on.
        kind = str(problem).split(" (at ")[0]
        shown = kind if len(kind) < 60 and "'" not in kind and '"' not in kind else "text that is not TOML"
        raise error.because(
            "the file is TOML",
            shown,
            "look at quotes and brackets on this line and the one above",
            file=name,
            line=line,
        ) from None
    except (RecursionError, ValueError):  # brackets in brackets without end, a number of thousands of digits
        raise error.because(
            "the file is TOML that people write",
            "values nested too deep, or a number or date that is none",
            "write it like the example in the manual",
            file=name,
        ) from None
    return TomlFile(name, data, _find_lines(text), offset)


def quoted(text: str) -> str:
    r"""Return text as a TOML basic string: JSON's escapes, and DEL, which TOML does not allow bare.

    Examples
    --------
    >>> quoted('He said "no"\nto us')
    '"He said \\"no\\"\\nto us"'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _split_key(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.]+', key)]


def _find_lines(text: str) -> dict[Path_, int]:
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    table: Path_ = ()
    waiting: str | None = None  # the delimiter of an unfinished multi-line string
    depth = 0  # unfinished brackets of a multi-line array
    for number, line in enumerate(text.splitlines(), start=1):
        if waiting is not None:
            if waiting in line:
                waiting = None
            continue
        if depth > 0:
            depth += _depth(line)
            continue
        header = _HEADER.match(line)
        if header:
            table = _resolve(_split_key(header.group(2)), header.group(1) == "[[", counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            lines.setdefault((*table, *_split_key(key.group(1))), number)
            value = line[key.end() :]
            for quote in ('"""', "'''"):
                if value.count(quote) % 2 == 1:
                    waiting = quote
                    break
            else:
                depth = max(0, _depth(value))
    return lines


def _resolve(names: list[str], array: bool, counts: dict[Path_, int]) -> Path_:
    path: Path_ = ()
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _depth(line: str) -> int:
    bare = re.sub(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*$', "", line)
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
