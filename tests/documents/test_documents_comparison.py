"""A comparison in a document: every value that it has, and no numbers where it is withheld."""

from handrail.disclosure import Ledger, review
from handrail.documents import csv_of
from handrail.documents.grid import grid_of
from handrail.values import Cell, Table

GROUPS = (Cell({"sex": "F"}, None, 200, 80, {}), Cell({"sex": "M"}, None, 200, 60, {}))


def table(judged=GROUPS):
    values = {"estimate": 0.1, "se": 0.04, "low": 0.02, "high": 0.18, "df": 37, "p": 0.013, "ratio": 1.33}
    cell = Cell({"sex": "F", "reference": "M"}, None, 400, None, values)
    return Table(
        "difference:t.differences", "T", "comparison", ("sex", "reference"), (cell,), "s", "t", judged=judged
    )


def test_a_comparison_is_written_with_every_value_that_it_has():
    text = csv_of(review([table()], [], Ledger()).released, "difference:t.differences")
    head, row = text.splitlines()
    assert head.startswith("sex,reference,")
    assert {"estimate", "low", "high", "se", "p", "ratio"} <= set(head.split(","))
    assert "1.33" in row


def test_a_comparison_and_a_quantile_have_columns_in_a_document():
    shown = grid_of(review([table()], [], Ledger()).released.tables["difference:t.differences"])
    assert [cell.text for cell in shown.rows[0]][:4] == ["F", "M", "0.10", "0.04"]
    values = {"estimate": 3.0, "low": 2.0, "high": 4.0, "p": 0.45}
    median = Table("quantile:h.p50", "H", "quantile", (), (Cell({}, None, 400, None, values),), "s", "h")
    shown = grid_of(review([median], [], Ledger()).released.tables["quantile:h.p50"])
    assert shown.header[1] == "Value"
    assert [cell.text for cell in shown.rows[0]][1:] == ["3.00", "2.00 to 4.00", "400"]


def test_a_withheld_comparison_is_written_without_a_number():
    small = (GROUPS[0], Cell({"sex": "M"}, None, 200, 4, {}))
    outcome = review([table(small)], [], Ledger())
    row = csv_of(outcome.released, "difference:t.differences").splitlines()[1]
    assert not any(number in row for number in ("0.1", "0.04", "1.33"))
    assert outcome.refused[0].rule.startswith("a group of the comparison has fewer than 10 respondents")
