"""Made: what the steps of the plan made, the evidence graph, and what left the study."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update

from handrail.store import models
from handrail.store.records import LedgerRecord, ResultRecord
from handrail.store.rows import LEDGER, RESULTS, dump_json, graph_of, graph_rows, load_json
from handrail.store.shelf import Shelf
from handrail.values import Edge, Graph, Node


class Made(Shelf):
    """Results, the graph and the ledger."""

    def results(self) -> tuple[ResultRecord, ...]:
        """Return every step's result, by step."""
        return tuple(
            RESULTS.record(row) for row in self._all(select(models.result).order_by(models.result.c.step))
        )

    def result(self, step: str) -> ResultRecord | None:
        """Return a step's result, or None."""
        row = self._one(select(models.result).where(models.result.c.step == step))
        return None if row is None else RESULTS.record(row)

    def steps_of(self, beginning: str) -> tuple[str, ...]:
        """Return the steps that have a result and whose name begins with some letters, sorted."""
        column = models.result.c.step
        rows = self._all(select(column).where(column.startswith(beginning, autoescape=True)).order_by(column))
        return tuple(row["step"] for row in rows)

    def put_result(self, record: ResultRecord) -> ResultRecord:
        """Keep a step's result in place of an earlier one, and return it as later reads will.

        An empty ``made_at`` becomes now.

        Raises
        ------
        TypeError
            When a value is not plain: JSON knows no dates, sets or objects.
        """
        self._need_transaction()
        table = models.result
        row = RESULTS.row(record) | {"made_at": record.made_at or self._stamp()}
        found = self._database.execute(delete(table).where(table.c.step == record.step))
        self._held.erased |= found > 0
        self._database.execute(insert(table), [row])
        return RESULTS.record(row)

    def remove_result(self, step: str) -> None:
        """Remove a step's result.

        Raises
        ------
        StoreError
            When the step has none.
        """
        self._remove(models.result, models.result.c.step == step, f"no result of '{step}'")

    def graph(self) -> Graph:
        """Return the evidence graph of the last build; empty before it."""
        with self._database.snapshot():
            nodes = self._all(select(models.node).order_by(models.node.c.place))
            return graph_of(nodes, self._all(select(models.edge)))

    def put_graph(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Replace the evidence graph as a whole.

        Raises
        ------
        ValueError
            When an edge names a node that does not exist.
        """
        self._need_transaction()
        wanted = Graph(nodes, edges)
        held = self.graph()
        if held.nodes == wanted.nodes and held.edges == wanted.edges:
            return
        self._held.erased |= bool(held.nodes)
        self._database.execute(delete(models.edge))
        self._database.execute(delete(models.node))
        node_rows, edge_rows = graph_rows(wanted)
        self._database.execute(insert(models.node), node_rows)
        self._database.execute(insert(models.edge), edge_rows)

    def ledger(self) -> tuple[LedgerRecord, ...]:
        """Return everything that left the study, oldest first."""
        query = select(models.ledger).order_by(models.ledger.c.seq)
        return tuple(LEDGER.record(row) for row in self._all(query))

    def forget_in_ledger(self, participant: str) -> int:
        """Take a participant out of the ledger and return in how many lines: what left stays named.

        That a passage left under its random id is remembered; who said it and what was shown of them are not.
        """
        self._need_transaction()
        lines = [
            (row["seq"], facts)
            for row in self._all(select(models.ledger).where(models.ledger.c.kind == "quotation"))
            if (facts := load_json(row["facts"])).get("participant") == participant
        ]
        for seq, _ in lines:
            blank = update(models.ledger).where(models.ledger.c.seq == seq)
            self._database.execute(blank.values(facts=dump_json({"withdrawn": True})))
        self._held.erased |= bool(lines)
        return len(lines)

    def put_ledger(self, records: Iterable[LedgerRecord]) -> None:
        """Add to what left the study; nothing is ever replaced."""
        self._need_transaction()
        rows = [LEDGER.row(record) for record in records]
        for row in rows:
            row["at"] = row["at"] or self._stamp()
        self._database.execute(insert(models.ledger), rows)
