"""A typology of several groups: what is withheld in one takes along what would give it back."""

from handrail.disclosure import Ledger, review
from handrail.values import Cell, Table


def shares(*counts: tuple[int, ...], name: str = "typology:t.group-shares") -> Table:
    """Return class shares of groups, one tuple of counts each."""
    cells = tuple(
        Cell({"group": f"g{g}"}, f"Profile {k}", sum(own), count, {"estimate": count / sum(own)})
        for g, own in enumerate(counts)
        for k, count in enumerate(own)
    )
    return Table(name, "T", "share", ("group",), cells, "s", name, column=name)


def withheld(table: Table) -> list[bool]:
    released = review([table], [], Ledger()).released.tables[table.name]
    return [cell.withheld is not None for cell in released.cells]


def test_a_group_with_a_small_class_takes_the_smallest_other_with_it() -> None:
    # The last group and its sibling; then the group that has the fewest of the class, and its sibling.
    assert withheld(shares((200, 100), (150, 40), (150, 5))) == [False, False, True, True, True, True]


def test_large_groups_leave_whole() -> None:
    assert not any(withheld(shares((200, 100), (150, 40), (150, 15))))


def test_two_groups_with_small_classes_that_leave_a_wide_interval_take_no_other() -> None:
    counts = (200, 100, 100), (150, 7, 150), (150, 9, 150), (150, 40, 150)
    assert withheld(shares(*counts)) == [False] * 3 + [True] * 6 + [False] * 3
    counts = (200, 100, 100), (150, 9, 150), (150, 9, 150), (150, 9, 150)
    assert withheld(shares(*counts)) == [False] * 3 + [True] * 9


def test_an_item_of_a_class_is_withheld_in_two_groups_or_in_none() -> None:
    def answers(*counts: int) -> Table:
        cells = tuple(
            Cell(
                {"item": "asked", "class": "Profile 1", "group": f"g{g}"}, None, 100, count, {"estimate": 0.2}
            )
            for g, count in enumerate(counts)
        )
        name = "typology:t.group-answers"
        return Table(name, "T", "share", ("item", "class", "group"), cells, "s", name, column=name)

    assert withheld(answers(30, 20, 50)) == [False, False, False]
    assert withheld(answers(30, 6, 50)) == [True, True, False]


def test_an_estimate_of_the_item_takes_another_class_of_the_group() -> None:
    cells = tuple(
        Cell(
            {"item": "asked", "class": f"Profile {k}", "group": f"g{g}"}, None, 200, count, {"estimate": 0.2}
        )
        for g, own in enumerate(((30, 40, 60), (6, 50, 70)))
        for k, count in enumerate(own)
    )
    name = "typology:t.group-answers"
    typology = Table(name, "T", "share", ("item", "class", "group"), cells, "s", name, column=name)
    labels = {"asked": "asked"}
    estimate = Table(
        "estimate:asked", "E", "share", (), (Cell({}, None, 1200, 256, {"estimate": 0.2}),), "s", "asked",
        labels=labels,
    )  # fmt: skip
    alone = review([typology], [], Ledger()).released.tables[name]
    # The class is withheld in both groups, the others stay.
    assert [cell.withheld is not None for cell in alone.cells] == [True, False, False, True, False, False]
    both = review([typology, estimate], [], Ledger()).released.tables[name]
    assert [cell.withheld is not None for cell in both.cells] == [True, True, False, True, True, False]


def test_a_public_file_loses_nothing() -> None:
    table = shares((200, 100), (150, 5))
    public = Table(
        table.name, "T", "share", ("group",), table.cells, "s", table.name, column=table.name, public_use=True
    )
    assert not any(withheld(public))
