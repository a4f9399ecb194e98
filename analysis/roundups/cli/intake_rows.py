"""A roundup on its way into the tables, and what changes in them: `roundups review`, `add`, `correct`, `status`."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shared import FAULTS, counted, package_option, package_root

if TYPE_CHECKING:
    from roundups.intake.add import Added
    from roundups.intake.reviewfile import ReviewFile

day_option = click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of a correction; otherwise today, UTC.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _waiting(line: str) -> None:
    click.echo(f"roundups: {line}", err=True)


def _refuse(context: click.Context, lines: list[str], summary: str) -> None:
    for line in lines:
        click.echo(line)
    click.echo(f"roundups: {summary}", err=True)
    context.exit(FAULTS)


# review -----------------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Where the review is written; else DAYS.review.yaml beside FILE.")
@click.option("--url", default="", help="The address of the roundup's page, where the proposals do not have it.")
@click.option("--reading", type=click.Choice(["full", "opening"]), default="full", show_default=True, help="How much of the issue FILE is.")
@click.option("--ask/--no-ask", default=True, help="Ask row by row in the terminal, or only write the file.")
@click.option("--compare", "is_compared", is_flag=True, help="Compare two finished reviews; with --to, write the one that is left to settle.")
@package_option()
@click.pass_context
def review(context: click.Context, files: tuple[Path, ...], target: Path | None, url: str, reading: str, ask: bool, is_compared: bool) -> None:
    """Decide on proposed rows, one by one: FILE is what `roundups extract` wrote, or a review that was begun.

    The review is a text file that an editor opens as well. Nothing enters the package from it but by `roundups add`.
    """
    from roundups.intake.proposals import ProposalError
    from roundups.intake.reviewfile import ReviewError

    if len(files) != (2 if is_compared else 1):
        raise click.UsageError(f"{'two files are compared' if is_compared else 'one file is reviewed at a time'}, not {len(files)}", context)
    try:
        if is_compared:
            _compare(files[0], files[1], target)
        else:
            _review(package_root(context), _opened(files[0], target, url, reading), ask)
    except (ReviewError, ProposalError) as error:
        _refuse(context, getattr(error, "lines", [str(error)]), "nothing was changed")


def _opened(file: Path, target: Path | None, url: str, reading: str) -> ReviewFile:
    """The review in a file; or that of the proposals in it, begun or gone on with."""
    from roundups.intake.proposals import read_proposals
    from roundups.intake.reviewfile import SUFFIX, ReviewError, begin, read_review

    if file.suffix in (".yaml", ".yml"):
        return read_review(file)
    try:
        proposals = read_proposals(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError as error:
        raise ReviewError([f"{file}:1:1 byte {error.start} is not UTF-8; save the file as UTF-8"]) from error
    if not proposals:
        raise ReviewError([f"{file}:1:1 there are no proposals in this file; `roundups extract` makes them"])
    path = target or file.with_name(proposals[0].days + SUFFIX)
    begun = begin(proposals, path, url, reading)
    if not path.exists():
        return begun
    there = read_review(path)
    if there.head.get("text_sha256") != begun.head["text_sha256"]:
        raise ReviewError([f"{path}:1:1 this review is of another text; name another file with --to"])
    return there


def _review(root: Path, review: ReviewFile, ask: bool) -> None:
    from roundups.intake.session import Session

    is_terminal = sys.stdin.isatty()
    if is_terminal:
        with suppress(ImportError):
            import readline  # noqa: F401  # gives input() a line that can be edited

    def answer(prompt: str) -> str | None:
        if is_terminal:
            try:
                return input(prompt)
            except EOFError:
                return None
        line = sys.stdin.readline()
        click.echo(prompt + line.rstrip("\n") if line else prompt + "(no more answers)")
        return line or None

    def mark(words: str) -> str:
        return click.style(words, bold=True, underline=True) if sys.stdout.isatty() else f"[{words}]"

    session = Session(review, root, answer, click.echo, mark)
    session.save()
    if ask and review.undecided:
        session.run()
    accepted, rejected, left = len(review.accepted), sum(e.decision == "reject" for e in review.entries), len(review.undecided)
    click.echo(f"{review.path}: {counted(len(review.entries), 'row')}, {accepted} accepted, {rejected} rejected, {left} undecided")
    click.echo(f"roundups: next, roundups {'review' if left else 'add'} {review.path}", err=True)


def _compare(first: Path, second: Path, target: Path | None) -> None:
    from roundups.intake.compare import compare, settled
    from roundups.intake.reviewfile import ReviewError, read_review

    one, two = read_review(first), read_review(second)
    comparison = compare(one, two)
    click.echo("field\tcompared\tagree\tshare\t95% interval\tkappa")
    for a in comparison.agreements():
        share = f"{a.agreed / a.compared:.2f}\t{a.low:.2f} to {a.high:.2f}" if a.compared else "-\t-"
        click.echo(f"{a.field}\t{a.compared}\t{a.agreed}\t{share}\t{'-' if a.kappa is None else f'{a.kappa:.2f}'}")
    differences = comparison.differences()
    for each in differences:
        click.echo(f"\n{each.id} {each.field}: {each.first or 'empty'} | {each.second or 'empty'}\n  {each.sentence}")
    click.echo(f"roundups: {counted(len(differences), 'difference')} to settle", err=True)
    if target is not None:
        if target.exists():
            raise ReviewError([f"{target}:1:1 this file exists; name a new one with --to"])
        notes: dict[str, list[str]] = {}
        for each in differences:
            notes.setdefault(each.id, []).append(f"{each.field}: {each.first or 'empty'} | {each.second or 'empty'}")
        settled(one, two, target).save(notes)
        click.echo(f"roundups: next, roundups review {target}", err=True)


# add, correct -----------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("file", type=FILE)
@day_option
@click.option("--dry-run", is_flag=True, help="Change nothing; show what would change, line by line.")
@package_option()
@click.pass_context
def add(context: click.Context, file: Path, day: datetime | None, dry_run: bool) -> None:
    """Add the accepted rows of a finished review: all of them, if every gate lets them pass, or none."""
    root = package_root(context)
    from roundups.intake.add import add as run_add
    from roundups.intake.draft import Refused
    from roundups.intake.reviewfile import ReviewError, read_review

    try:
        review = read_review(file)
        done = run_add(root, review, day.date() if day else _today(), dry_run=dry_run, waiting=_waiting)
    except ReviewError as error:
        return _refuse(context, error.lines, f"not added, {counted(len(error.lines), 'fault')}; nothing was changed")
    except Refused as error:
        return _refuse(context, [str(fault) for fault in error.faults], f"{error}; nothing was changed")
    if done is None:
        click.echo(f"roundups: days {review.roundup} are in the package already; nothing was changed", err=True)
    else:
        _print_added(done, dry_run)


def _print_added(done: Added, dry_run: bool) -> None:
    if dry_run:
        click.echo(done.diff, nl=False)
    for table, ids in sorted(done.claims.items()):
        click.echo(f"{table}: {', '.join(ids)}")
    for table, keys in sorted([*done.new.items(), *((n, ids) for n, ids in (("anomalies", done.listed), ("corrections", done.corrected)) if ids)]):
        click.echo(f"{table}: {', '.join(keys)}")
    if done.gaps:
        click.echo(f"roundups: {', '.join(done.gaps)} not read")
    click.echo(f"roundups: {counted(done.rows, 'row')} of days {done.roundup} {'would be added; nothing was changed' if dry_run else 'added'}", err=True)
    if not dry_run:
        click.echo(f"roundups: changed {', '.join(done.files)}; next, make", err=True)


@click.command()
@click.argument("claim_id")
@click.argument("cells", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--why", required=True, help="The reason, a sentence; it is published.")
@click.option("--url", default="", help="Where the right value was read, if not at the row's source.")
@click.option("--table", default="", help="The table of the row, where two have the same key.")
@click.option("--odd", multiple=True, metavar="CHECK=WHY", help="The source really says so, although this check finds it odd.")
@day_option
@click.option("--dry-run", is_flag=True, help="Change nothing; show what would change, line by line.")
@package_option()
@click.pass_context
def correct(
    context: click.Context, claim_id: str, cells: tuple[str, ...], why: str, url: str, table: str, odd: tuple[str, ...], day: datetime | None, dry_run: bool
) -> None:
    """Change published cells of a claim, each with its row in `corrections`. An empty VALUE empties the cell."""
    root = package_root(context)
    from roundups.intake.correct import WrongUse
    from roundups.intake.correct import correct as run_correct
    from roundups.intake.draft import Refused

    for pair in (*cells, *odd):
        if "=" not in pair:
            raise click.UsageError(f"{pair!r} is not of the form {'CHECK=WHY' if pair in odd else 'FIELD=VALUE'}", context)
    wanted = dict(pair.split("=", 1) for pair in cells)
    if len(wanted) < len(cells):
        raise click.UsageError("a field is given twice", context)
    when = day.date() if day else _today()
    try:
        known = dict(pair.split("=", 1) for pair in odd)
        done = run_correct(root, claim_id, wanted, why, when, url=url, table=table, odd=known, dry_run=dry_run, waiting=_waiting)
    except WrongUse as error:
        raise click.UsageError(str(error), context) from error
    except Refused as error:
        return _refuse(context, [str(fault) for fault in error.faults], f"{error}; nothing was changed")
    if dry_run:
        click.echo(done.diff, nl=False)
    for change, number in zip(done.changes, done.ids, strict=True):
        click.echo(f"{change.table} {change.record} {change.field}: {change.old or 'empty'} -> {change.new or 'empty'} (correction {number})")
    for name, ids in (("listed", done.listed), ("out of date and taken out", done.void)):
        if ids:
            click.echo(f"anomalies {', '.join(ids)}: {name}")
    click.echo("roundups: nothing was changed" if dry_run else f"roundups: changed {', '.join(done.files)}; next, make", err=True)


def _today() -> date:
    from datetime import timezone

    return datetime.now(timezone.utc).date()


# status -----------------------------------------------------------------------------------------------------------------


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
@package_option()
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Show the weeks read and not read, what comes next, and the reviews in this folder that are not added."""
    root = package_root(context)
    from roundups.intake.status import lines, open_reviews
    from roundups.intake.status import status as read_status
    from roundups.package import Package

    package = Package(root)
    state = read_status(package, open_reviews(package, Path.cwd()))
    if as_json:
        import json

        click.echo(json.dumps(state.as_data(), ensure_ascii=False, indent=2))
    else:
        for line in lines(state):
            click.echo(line)
