"""Respondents: the rows of a survey that were withdrawn, and those whose new use was stopped.

A stopped row lies in a dataset of its own, ``stopped/SURVEY``, which no step of the plan can name: an
analysis cannot read it by mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from handrail.store import DatasetRecord, Store
from handrail.study.column_digests import column_digests
from handrail.study.plan import Survey
from handrail.study.withdrawal.tombstones import REMEDY, Tombstones, plain_id
from handrail.values import DataError, Problem

if TYPE_CHECKING:
    import handrail.survey as rooms


def stopped_name(survey: str) -> str:
    """Return the name of the dataset that holds a survey's stopped rows."""
    return f"stopped/{survey}"


def rows_where(survey: Survey, found: rooms.Survey, wanted: Callable[[object], bool]) -> list[int]:
    """Return the places of the rows whose respondent's number is wanted; none without an ``id_column``."""
    if not survey.id_column or survey.id_column not in found.frame.columns:
        return []
    values = found.frame[survey.id_column].to_list()
    return [place for place, value in enumerate(values) if value is not None and wanted(value)]


def rows_of(survey: Survey, found: rooms.Survey, respondent: str) -> list[int]:
    """Return the places of the rows of one respondent."""
    wanted = plain_id(respondent)
    return rows_where(survey, found, lambda value: plain_id(value) == wanted)


def split(found: rooms.Survey, rows: list[int]) -> tuple[rooms.Survey, rooms.Survey]:
    """Return a survey without some rows, and those rows; labels and missing codes stay with both."""
    import polars as pl

    taken = pl.Series(range(found.frame.height)).is_in(rows)
    return replace(found, frame=found.frame.filter(~taken)), replace(found, frame=found.frame.filter(taken))


def refuse_withdrawn_rows(store: Store, survey: Survey, found: rooms.Survey, file: str) -> None:
    """Stop a file that brings erased rows back.

    Raises
    ------
    DataError
        That says in which data rows, and never whose they are.
    """
    tombstones = Tombstones(store)
    if not tombstones.has_respondents():
        return
    rows = rows_where(survey, found, lambda value: tombstones.respondent(survey.id, value))
    if rows:
        raise DataError(
            *(
                Problem(
                    "who withdrew is not imported again",
                    f"the answers of someone who withdrew, in data row {row + 1}",
                    REMEDY,
                    file,
                )
                for row in rows
            )
        )


def split_stopped(
    store: Store, survey: Survey, found: rooms.Survey
) -> tuple[rooms.Survey, rooms.Survey | None]:
    """Return the rows that are in use, and those whose new use was stopped (None when there are none)."""
    stopped = {act.digest for act in store.acts("respondent") if act.act == "stop"}
    if not stopped:
        return found, None

    def is_stopped(value: object) -> bool:
        return store.name_digest("respondent", survey.id, plain_id(value)) in stopped

    rows = rows_where(survey, found, is_stopped)
    return split(found, rows) if rows else (found, None)


def keep_stopped(store: Store, survey: Survey, found: rooms.Survey, source: str) -> None:
    """Keep stopped rows in their own dataset, in place of what it held; remove it when there are none."""
    from handrail.survey import to_parquet

    name = stopped_name(survey.id)
    if found.frame.height:
        digests = column_digests(store, found)
        store.put_dataset(DatasetRecord(source, name, to_parquet(found), digests, found.frame.height))
    elif store.dataset_columns(name) is not None:
        store.remove_dataset(name)
