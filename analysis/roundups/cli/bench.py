"""The project measures itself: `roundups bench`."""

from __future__ import annotations

import click

from .shared import package_option, package_root, progress


@click.group()
def bench() -> None:
    """Measure the project itself."""


@bench.command()
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Mutants of each kind; otherwise 23, which takes some minutes.")
@click.option("--seed", type=int, help="Draw other places.")
@click.option("--frictionless/--no-frictionless", default=True, show_default=True, help="Ask frictionless alone about the same mutants.")
@click.option("--write", is_flag=True, help="Keep the whole run in the generated file that the report shows.")
@package_option()
@click.pass_context
def mutations(context: click.Context, sample: int | None, seed: int | None, frictionless: bool, write: bool) -> None:
    """Change one thing at a time in copies of the package and count what the gates refuse.

    Prints by kind and by column: the mutants, those that can be told from the truth, the shares of these that the gates and
    frictionless alone refuse, and what neither refuses; then each rule for what cannot be told, and for what is missed.
    """
    if write and (sample or seed is not None or not frictionless):
        context.fail("--write keeps a whole run: leave out --sample, --seed and --no-frictionless")
    root = package_root(context)
    from roundups.checks.bench import SEED, WHOLE, run
    from roundups.checks.measured import Measured

    each, drawn = sample or WHOLE, SEED if seed is None else seed
    measured = Measured.of(root, run(root, each, drawn, frictionless, progress=progress), drawn, each)
    for name, lines in (("kind", measured.kinds), ("column", measured.columns), ("what is changed", measured.families)):
        click.echo(f"{name}\tmutants\tcan be told\tours\tfrictionless\tmissed\tcaught by neither\trefused beyond")
        for line in lines:
            told = line.detectable
            ours = f"{line.ours / told:.1%}" if told else "-"
            theirs, neither = (f"{line.theirs / told:.1%}", f"{line.neither:,}") if told and frictionless else ("-", "-")
            click.echo("\t".join([line.name, f"{line.mutants:,}", f"{told:,}", ours, theirs, f"{told - line.ours:,}", neither, f"{line.beyond_caught:,}"]))
        click.echo()
    for what, rules in (("cannot be told from the truth", measured.beyond), ("missed", measured.missed)):
        for rule, number, why in rules:
            click.echo(f"{what}\t{rule}\t{number:,}\t{why}")
    if write:
        measured.write()
