"""HTML of a sheet: one page that needs nothing else, to be read by eye or by ear."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.interviews.sheet import FOR_THE_TEAM, Field, Sheet, shown
from handrail.interviews.written import xml_text

_STYLE = """
:root { color-scheme: light dark;
  --ink: #14232b; --paper: #fff; --soft: #4c5b63; --rule: #d5dbdd; --warn: #8c3213; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7edee; --paper: #10181c; --soft: #a9b7bd; --rule: #35444c; --warn: #f0a283; } }
body { margin: 0 auto; max-width: 80rem; padding: 0 1.25rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
.banner { color: var(--warn); font-weight: 650; border-bottom: 2px solid currentColor; padding: .75rem 0; }
.note, caption { color: var(--soft); text-align: start; }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 3px solid; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--rule); }
.number { text-align: end; font-variant-numeric: tabular-nums; }
.passage { white-space: pre-line; min-width: 20rem; }
"""


def html_of(sheet: Sheet) -> bytes:
    """Return a sheet as an HTML page in UTF-8: a heading and a table for each group, heads with a scope.

    Examples
    --------
    >>> page = html_of(Sheet("Codes", ("code", "words"), (("<luck>", 3),))).decode()
    >>> '<th scope="row">&lt;luck&gt;</th><td class="number">3</td>' in page
    True
    """
    return "\n".join(_page(sheet)).encode("utf-8", "replace")


def _page(sheet: Sheet) -> Iterator[str]:
    title = xml_text(sheet.title)
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f'<p class="banner" role="note">{FOR_THE_TEAM}</p><main><h1>{title}</h1>'
    if sheet.note:
        yield f'<p class="note">{xml_text(sheet.note)}</p>'
    columns = [at for at in range(len(sheet.header)) if at != sheet.group]
    number = {at for at in columns if _is_numbers(sheet, at)}
    for at, (name, rows) in enumerate(sheet.groups()):
        described = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
        if sheet.group is not None:
            yield f'<section aria-labelledby="h{at}"><h2 id="h{at}">{xml_text(name)}</h2>'
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{xml_text(name) or title}">'
        yield f"<table><caption>{described}</caption><thead><tr>"
        yield "".join(
            f'<th scope="col"{_classed(column, number, sheet)}>{xml_text(sheet.header[column])}</th>'
            for column in columns
        )
        yield "</tr></thead><tbody>"
        yield from (_row(row, columns, number, sheet) for row in rows)
        yield "</tbody></table></div>" + ("</section>" if sheet.group is not None else "")
    yield "</main></body></html>\n"


def _row(row: tuple[Field, ...], columns: list[int], number: set[int], sheet: Sheet) -> str:
    first, *others = columns
    cells = [f'<th scope="row">{xml_text(shown(row[first]))}</th>']
    cells += [f"<td{_classed(at, number, sheet)}>{xml_text(shown(row[at]))}</td>" for at in others]
    return f"<tr>{''.join(cells)}</tr>"


def _classed(at: int, number: set[int], sheet: Sheet) -> str:
    return ' class="number"' if at in number else ' class="passage"' if at == sheet.body else ""


def _is_numbers(sheet: Sheet, at: int) -> bool:
    return any(isinstance(row[at], int | float) for row in sheet.rows[:50])
