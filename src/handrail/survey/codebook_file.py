"""Codebook file: TOML or csv, in and out, and the table of a codebook for a document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handrail.survey.codebook import Codebook, CodebookEntry, QuestionVersion
from handrail.values.errors import DataError, Problem, did_you_mean
from handrail.values.naming import named
from handrail.values.own_file import refuse_unwritable
from handrail.values.toml import quoted, read_toml
from handrail.values.toml_tables import Shape, read_tables

_WORDS = ("label", "wording", "instrument", "concept", "universe")
_SHAPE = Shape(
    "a variable of a codebook",
    {"name": str, **dict.fromkeys(_WORDS, str), "answers": dict, "missing": dict, "languages": dict},
    ("name",),
)
COLUMNS = ("name", *_WORDS, "answers", "missing")


def read_codebook(path: Path | str) -> Codebook:
    r"""Read a codebook.

    Parameters
    ----------
    path
        A TOML file of ``[[variable]]`` tables; or a csv file (UTF-8, commas) with the columns ``name``,
        ``label``, ``wording``, ``instrument``, ``concept``, ``universe``, ``answers``, ``missing``, and
        ``wording[de]``, ``answers[de]`` for a language. A cell of answers has a line a code: ``1 = Yes``.

    Raises
    ------
    DataError
        For a file that is not there or of another kind, unknown keys and columns by line, and what
        :class:`handrail.survey.codebook.Codebook` refuses.

    Examples
    --------
    >>> import tempfile
    >>> text = '[[variable]]\nname = "q1"\nwording = "Whom did you tell?"\nanswers = {1 = "Yes", 2 = "No"}\n'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "codebook.toml")
    ...     _ = place.write_text(text, encoding="utf-8")
    ...     dict(read_codebook(place).entry("q1").answers)
    {'1': 'Yes', '2': 'No'}
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending == ".toml":
        return Codebook(tuple(_from_toml(path)))
    if ending == ".csv":
        return Codebook(tuple(_from_csv(path)))
    raise DataError.because(
        "a codebook is a .toml or .csv file", f"'{ending}'", "write it in one of the two", file=path.name
    )


def write_codebook(codebook: Codebook, path: Path | str) -> None:
    """Write a codebook as .toml, .csv or, for a document, .md; what is read again is the same codebook.

    Raises
    ------
    DataError
        For another ending, and a file that is there: a person may have written into it.
    """
    path = Path(path)
    made = {".toml": codebook_toml, ".csv": codebook_csv, ".md": codebook_markdown}.get(path.suffix.lower())
    if made is None:
        raise DataError.because(
            "a codebook is written as .toml, .csv or .md",
            f"'{path.suffix}'",
            "name another file",
            file=path.name,
        )
    refuse_unwritable(path)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(made(codebook))
    except FileExistsError:
        raise DataError.because(
            "a written codebook replaces no file", "a file that is there", "give another name", file=path.name
        ) from None


def _from_toml(path: Path) -> Iterator[CodebookEntry]:
    problems: list[Problem] = []
    entries: list[CodebookEntry] = []
    for table, line in read_tables(read_toml(path), "variable", _SHAPE):
        languages: dict[str, QuestionVersion] = {}
        for language, version in table.get("languages", {}).items():
            known = isinstance(version, dict) and set(version) <= {"wording", "answers"}
            words = version.get("wording", "") if known else None
            if not isinstance(words, str) or not _is_codes(version.get("answers", {})):
                rule = "a language version has a wording and answers"
                problems.append(
                    Problem(
                        rule, named(language), 'de = {wording = "…", answers = {1 = "…"}}', path.name, line
                    )
                )
                continue
            languages[language] = QuestionVersion(words, version.get("answers", {}))
        for what in ("answers", "missing"):
            if not _is_codes(table.get(what, {})):
                rule = f"'{what}' gives text for each code"
                problems.append(Problem(rule, "another kind of value", '1 = "Yes"', path.name, line))
                table[what] = {}
        entries.append(
            CodebookEntry(
                name=table["name"],
                **{word: table.get(word, "") for word in _WORDS},
                answers=table.get("answers", {}),
                missing=table.get("missing", {}),
                languages=languages,
            )
        )
    if problems:
        raise DataError(*problems)
    yield from entries


def _is_codes(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _from_csv(path: Path) -> Iterator[CodebookEntry]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise DataError.because(
            "a codebook is a csv file in UTF-8", "none that can be read", "save it as UTF-8", file=path.name
        ) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = list(reader.fieldnames or ())
        languages = list(
            dict.fromkeys(
                name[:-1].partition("[")[2] for name in header if name.startswith(("wording[", "answers["))
            )
        )
        allowed = {
            *COLUMNS,
            *(f"{word}[{language}]" for word in ("wording", "answers") for language in languages),
        }
        wrong = [name for name in header if name not in allowed]
        if wrong or "name" not in header:
            raise DataError.because(
                "a codebook has known columns, 'name' among them",
                f"column {named(wrong[0])}" if wrong else "no column 'name'",
                did_you_mean(wrong[0], COLUMNS) if wrong else "add it",
                file=path.name,
                line=1,
            )
        for row in reader:
            line = reader.line_num
            if None in row or None in row.values():
                raise csv.Error
            versions = {
                language: QuestionVersion(
                    row.get(f"wording[{language}]", ""),
                    _codes(row.get(f"answers[{language}]", ""), path.name, line),
                )
                for language in languages
            }
            cells: dict[str, Any] = {word: row.get(word, "") for word in _WORDS}
            for what in ("answers", "missing"):
                cells[what] = _codes(row.get(what, ""), path.name, line)
            cells["languages"] = {name: one for name, one in versions.items() if one.wording or one.answers}
            yield CodebookEntry(name=row["name"], **cells)
    except csv.Error:
        raise DataError.because(
            "every row of a codebook has as many fields as its header",
            "another number, or quotes that do not close",
            "put text with commas or line breaks in double quotes",
            file=path.name,
            line=reader.line_num,
        ) from None


def _codes(cell: str, file: str, line: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in (one for one in cell.splitlines() if one.strip()):
        code, equals, label = part.partition("=")
        if not equals or not code.strip() or code.strip() in found:
            raise DataError.because(
                "a cell of answers has a line for each code, such as 1 = Yes",
                "a line without one" if not equals or not code.strip() else "a code twice",
                "write each code once, on a line of its own",
                file=file,
                line=line,
            )
        found[code.strip()] = label.strip()
    return found


def codebook_toml(codebook: Codebook) -> str:
    """Return a codebook as TOML text that :func:`read_codebook` reads."""
    return "\n".join(_toml_of(entry) for entry in codebook.entries)


def _toml_of(entry: CodebookEntry) -> str:
    lines = ["[[variable]]", f"name = {quoted(entry.name)}"]
    lines += [f"{word} = {quoted(getattr(entry, word))}" for word in _WORDS if getattr(entry, word)]
    lines += [
        f"{what} = {_inline(getattr(entry, what))}" for what in ("answers", "missing") if getattr(entry, what)
    ]
    for language, version in entry.languages.items():
        answers = f", answers = {_inline(version.answers)}" if version.answers else ""
        words = quoted(version.wording)
        lines.append(f"languages.{quoted(language)} = {{wording = {words}{answers}}}")
    return "\n".join(lines) + "\n"


def _inline(codes: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{quoted(code)} = {quoted(label)}" for code, label in codes.items()) + "}"


def codebook_csv(codebook: Codebook) -> str:
    """Return a codebook as csv text that :func:`read_codebook` reads: a row a variable."""
    languages = list(dict.fromkeys(one for entry in codebook.entries for one in entry.languages))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    spread = [f"{word}[{language}]" for language in languages for word in ("wording", "answers")]
    writer.writerow([*COLUMNS, *spread])
    for entry in codebook.entries:
        row: list[Any] = [entry.name, *(getattr(entry, word) for word in _WORDS)]
        row += [_lines(entry.answers), _lines(entry.missing)]
        for language in languages:
            version = entry.languages.get(language, QuestionVersion(""))
            row += [version.wording, _lines(version.answers)]
        writer.writerow(row)
    return stream.getvalue()


def _lines(codes: Mapping[str, str]) -> str:
    return "\n".join(f"{code} = {' '.join(label.split())}" for code, label in codes.items())


def codebook_markdown(codebook: Codebook) -> str:
    """Return a codebook as a Markdown table for a document, its languages below each other."""
    head = ("Variable", "Question", "Answers", "Missing", "Asked of", "Source", "Concept")
    rows = [head, ("---",) * len(head)]
    for entry in codebook.entries:
        wordings = [_cell(entry.wording or entry.label)]
        wordings += [
            f"*{_cell(language)}*: {_cell(one.wording)}" for language, one in entry.languages.items()
        ]
        rows.append(
            (
                f"`{entry.name}`",
                "<br>".join(words for words in wordings if words),
                "<br>".join(f"{_cell(code)} = {_cell(label)}" for code, label in entry.answers.items()),
                "<br>".join(f"{_cell(code)} = {kind}" for code, kind in entry.missing.items()),
                _cell(entry.universe) or "everyone",
                _cell(entry.instrument),
                _cell(entry.concept),
            )
        )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(text: str) -> str:
    plain = " ".join(text.split())
    for sign in "\\|<>*_`[]":
        plain = plain.replace(sign, f"\\{sign}")
    return plain
