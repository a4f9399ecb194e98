"""The project measures itself: `roundups bench`."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import FAULTS, package_option, package_root, progress


@click.group(invoke_without_command=True)
@click.option("--only", "names", multiple=True, metavar="NAME", help="Only this line of the table; may be given more than once.")
@click.option("--rounds", type=click.IntRange(min=1), metavar="N", help="At most so many rounds of each line, for a first look; the table shows the number.")
@click.option("--write", is_flag=True, help="Keep what was measured in the generated file that CONTRIBUTING.md shows, and show it there.")
@package_option()
@click.pass_context
def bench(context: click.Context, names: tuple[str, ...], rounds: int | None, write: bool) -> None:
    """Measure the project itself.

    Without COMMAND: what its commands cost, each as a ratio to something else that is run in turn on this machine.
    Takes half an hour; ROUNDUPS_QUARTO may name a Quarto program to compare with.
    """
    if context.invoked_subcommand is not None:
        return
    root = package_root(context)
    import tempfile
    from dataclasses import replace

    from roundups.bench.lines import lines
    from roundups.bench.ratios import Stage, measure
    from roundups.publish import measured

    with tempfile.TemporaryDirectory() as scratch:
        found = lines(Stage(root, Path(scratch), progress))
        order = [line.name for line in found]
        if unknown := set(names) - set(order):
            context.fail(f"there is no line {sorted(unknown)[0]!r}; the lines are {', '.join(order)}")
        chosen = [replace(line, runs=min(line.runs, rounds or line.runs)) for line in found if not names or line.name in names]
        ratios = list(measure(chosen, progress))
    click.echo("\t".join(["line", "what", "against", "goal", "ratio", "lowest", "highest", "median", "median against", "unit", "rounds", "met"]))
    for ratio in sorted(ratios, key=lambda ratio: order.index(ratio.name)):
        numbers = [measured.number(value) for value in (ratio.goal, ratio.ratio, ratio.lowest, ratio.highest)] + [f"{value:.4g}" for value in ratio.medians]
        verdict = f"not measured: {ratio.not_measured}" if ratio.not_measured else "yes" if ratio.met else f"no: {ratio.because}"
        click.echo("\t".join([ratio.name, ratio.what, ratio.against, *numbers, ratio.unit, str(ratio.runs), verdict]))
    if write:
        from roundups.publish.seal import seal

        measured.write(ratios, {line.name: line.because for line in found})
        for path in seal(root):
            click.echo(f"{path.name}: rewritten", err=True)


@bench.command()
@click.option("--times", "sizes", type=click.IntRange(min=1), multiple=True, metavar="N", help="Only this many times the rows; may be given more than once.")
@click.option("--write", is_flag=True, help="Keep what was measured in the generated file that CONTRIBUTING.md shows, and show it there.")
@package_option()
@click.pass_context
def slopes(context: click.Context, sizes: tuple[int, ...], write: bool) -> None:
    """Measure what each step costs as the package grows, on synthetic growth in a temporary folder. Takes half an hour and 8 GB there."""
    if write and sizes:
        context.fail("--write keeps a whole run: leave out --times")
    root = package_root(context)
    import tempfile

    from roundups.bench import slopes as measuring
    from roundups.package import Package
    from roundups.publish import slopes as kept

    with tempfile.TemporaryDirectory() as scratch:
        found = list(measuring.measure(root, Path(scratch), sorted(sizes) or measuring.copies(Package(root)), progress))
    click.echo("\t".join(["times", "issues", "rows", "step", "seconds", "bytes held", "bytes made", "failed"]))
    for size in found:
        for cost in size.costs:
            click.echo("\t".join(map(str, [size.times, size.issues, size.rows, cost.step, cost.seconds, cost.memory, cost.made, cost.failed])))
    if write:
        from roundups.publish.seal import seal

        kept.write(found)
        for path in seal(root):
            click.echo(f"{path.name}: rewritten", err=True)


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
    outcomes = run(root, each, drawn, frictionless, progress=progress)
    measured = Measured.of(root, outcomes, drawn, each)
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
    hasty = [outcome.kind for outcome in outcomes if outcome.hasty]
    if frictionless:
        click.echo(f"refused by frictionless, fine for the quick path\t{len(hasty):,}\t{' '.join(sorted(set(hasty)))}")
    if hasty:
        context.exit(FAULTS)
    if write:
        measured.write()


@bench.command("extract")
@click.argument("folders", type=click.Path(path_type=Path), nargs=-1, metavar="[FOLDER]...")
@click.option("--misses", is_flag=True, help="List what was missed, proposed wrongly, dated or attributed otherwise.")
@click.option("--calibrate", is_flag=True, help="Also write each rule's precision to intake/confidence.json, where proposals take it from.")
@click.option("--learn", is_flag=True, help="First write intake/likeness/weights.json anew from the exercises beside it (a minute).")
@package_option()
@click.pass_context
def extraction(context: click.Context, folders: tuple[Path, ...], misses: bool, calibrate: bool, learn: bool) -> None:
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
    names = Names(root)
    if learn:
        from roundups.intake.likeness import training

        try:
            click.echo(f"{training.learn(measuring.known_measures(names)).name}: rewritten", err=True)
        except FileNotFoundError as error:
            click.echo(str(error), err=True)
            context.exit(FAULTS)
    result = measuring.measure(texts, names)
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


@bench.command()
@click.argument("copies", type=click.IntRange(min=1), metavar="N")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@package_option()
@click.pass_context
def grow(context: click.Context, copies: int, folder: Path) -> None:
    """Write a synthetic package with N times the rows into a new FOLDER, for measuring alone.

    Its rows are no claims: dates lie years ahead, addresses in the reserved domain .invalid. It is valid under every gate. At 1,000: 640 MB.
    """
    root = package_root(context)
    from roundups.bench.growth import grow as write

    write(root, copies, folder, progress)
