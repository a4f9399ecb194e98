"""The project measures itself: `roundups bench`."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import FAULTS, package_option, package_root


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


@bench.command("extract")
@click.argument("folders", type=click.Path(path_type=Path), nargs=-1, metavar="[FOLDER]...")
@click.option("--misses", is_flag=True, help="List what was missed, proposed wrongly, dated or attributed otherwise.")
@click.option("--calibrate", is_flag=True, help="Also write each rule's precision to intake/confidence.json, where proposals take it from.")
@package_option()
@click.pass_context
def extraction(context: click.Context, folders: tuple[Path, ...], misses: bool, calibrate: bool) -> None:
    """Read annotated texts and count what is proposed rightly, by topic.

    A FOLDER holds texts N-M.txt; the figures of each stand in N-M.csv beside it, else they are the package's rows of that roundup.
    Without FOLDER, and for --calibrate besides: the passages of tests/intake/passages.yaml.
    """
    root = package_root(context)
    from roundups.intake import bench as measuring
    from roundups.intake.names import Names
    from roundups.intake.text import TextError

    try:
        texts = [text for folder in folders for text in measuring.folder(folder, root)]
        if calibrate or not folders:
            texts += measuring.passages(root / "tests" / "intake" / "passages.yaml")
    except TextError as error:
        click.echo(str(error), err=True)
        context.exit(FAULTS)
    result = measuring.measure(texts, Names(root))
    click.echo("\t".join(["topic", "figures", "found", "recall", "proposals", "precision", "dates right", "claimants right"]))
    for topic, score in [*result.topics.items(), ("the five topics", result.five_topics), ("all", result.total())]:
        shares = [
            f"{share:.1%}" if of else "-"
            for share, of in ((score.recall, score.figures), (score.precision, score.proposals), (score.dated, score.found), (score.attributed, score.found))
        ]
        click.echo("\t".join([topic, str(score.figures), str(score.found), shares[0], str(score.proposals), *shares[1:]]))
    if misses:
        for line in result.lines():
            click.echo(line)
    if calibrate:
        click.echo(f"{measuring.write_confidences(result).name}: rewritten", err=True)
