"""The project measures itself: `roundups bench`."""

from __future__ import annotations

import click

from .shared import package_option, package_root


@click.group()
def bench() -> None:
    """Measure the project itself."""


@bench.command()
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Mutants of each kind; otherwise 40, which takes minutes.")
@click.option("--seed", type=int, help="Draw other places.")
@click.option("--frictionless/--no-frictionless", default=True, show_default=True, help="Ask frictionless alone about the same mutants.")
@package_option()
@click.pass_context
def mutations(context: click.Context, sample: int | None, seed: int | None, frictionless: bool) -> None:
    """Change one thing at a time in copies of the package and count what the gates catch."""
    root = package_root(context)
    from roundups.checks.bench import SEED, WHOLE, run, shares

    lines = shares(run(root, sample or WHOLE, SEED if seed is None else seed, frictionless))
    click.echo("kind\tmutants\tdetectable\tours\tours unsealed\tfrictionless\tfrictionless unsealed\tcaught beyond\tmissed in")
    for line in lines:
        numbers = (line.ours, line.ours_unsealed, line.theirs, line.theirs_unsealed)
        parts = ["-" if n is None or not line.detectable else f"{n / line.detectable:.1%}" for n in numbers]
        missed = ", ".join(line.missed[:6]) + (f" and {len(line.missed) - 6} more" if len(line.missed) > 6 else "") if line.kind != "all" else ""
        click.echo("\t".join([line.kind, f"{line.mutants:,}", f"{line.detectable:,}", *parts, f"{line.beyond_caught:,}", missed]))
