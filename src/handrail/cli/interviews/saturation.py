"""``handrail interviews saturation``: new codes over the interviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.cli.common import HERE, Json, end, print_json
from handrail.cli.interviews.common import Source, StrandName, asked_once, load_decided, tell
from handrail.cli.terminal import out
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.interviews import GroupSaturation, Saturation

ENDING = ".qdpx"


def saturation(
    source: Source = HERE,
    strand: StrandName = None,
    *,
    base: Annotated[int | None, typer.Option(help="Base size, for a .qdpx file: 4.")] = None,
    run: Annotated[int | None, typer.Option(help="Run length, for a .qdpx file: 2.")] = None,
    threshold: Annotated[
        float | None, typer.Option(help="New-information threshold, for a .qdpx file: 0.05.")
    ] = None,
    group: Annotated[str | None, typer.Option(help="A variable, for a .qdpx file.")] = None,
    as_json: Json = False,
) -> None:
    """Follow new codes over the interviews: a study as its plan says, a .qdpx file as the options say."""

    def work() -> None:
        given = {"base": base, "run": run, "threshold": threshold, "group": group}
        chosen = {name: value for name, value in given.items() if value is not None}
        if source.suffix.casefold() == ENDING and not source.is_dir():
            from handrail.interviews import saturation as follow

            found = follow(load_decided(source, strand), **chosen)  # type: ignore[arg-type]
        elif chosen:
            raise UsageError.because(
                "a study is followed as its plan says",
                ", ".join(f"--{name}" for name in chosen),
                "write them into saturation = { ... } of study.toml",
            )
        else:
            from handrail.study.saturations import follow_study

            found = follow_study(source, strand, prompt=asked_once())
        if as_json:
            print_json(_plain(found))
            return
        for one in found.groups:
            _say(found, one)
        if found.uncoded:
            out.print(f"Left out, because nobody coded them: {found.uncoded}.", markup=False)

    end(work)


def _say(found: Saturation, one: GroupSaturation) -> None:
    rows = [
        (f"{run.before}+{found.run}", run.new, f"{100 * run.ratio:.1f} %", "yes" if few else "")
        for run in one.runs
        for few in (run.ratio <= found.threshold,)
    ]
    name = f"{one.group}: " if one.group else ""
    tell(
        ("interviews", "new codes", "of the base", f"at most {100 * found.threshold:g} %"),
        rows,
        as_json=False,
        title=f"{name}{one.codes} codes in {len(one.interviews)} interviews, {one.base_codes} in the base",
    )
    out.print(found.words(one), markup=False)
    orders = one.orders
    if orders.median is None:
        needed = "more than there are"
    else:
        high = "more than there are" if orders.high is None else str(orders.high)
        needed = f"{orders.median} (5th to 95th percentile: {orders.low} to {high})"
    out.print(
        f"In {orders.orders:,} random orders: median {needed}; "
        f"such a run in {100 * orders.share:.0f} % of them.",
        markup=False,
    )


def _plain(found: Saturation) -> dict[str, Any]:
    return {
        "base": found.base,
        "run": found.run,
        "threshold": found.threshold,
        "attribute": found.attribute,
        "uncoded": found.uncoded,
        "seed": found.seed,
        "groups": [
            {
                "group": one.group,
                "interviews": list(one.interviews),
                "new": list(one.new),
                "codes": one.codes,
                "base_codes": one.base_codes,
                "runs": [vars(run) for run in one.runs],
                "observed": None if one.observed is None else vars(one.observed),
                "words": found.words(one),
                "orders": {**vars(one.orders), "curve": [vars(point) for point in one.orders.curve]},
            }
            for one in found.groups
        ],
    }
