"""A new roundup on its way in: `roundups extract`."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import FAULTS, counted, package_option, package_root


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--days", metavar="N-M", help="The days of the roundup, as in 1076-1080. Otherwise: those of its title.")
@click.option("--url", default="", help="The address of the roundup, for the proposals.")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@package_option()
@click.pass_context
def extract(context: click.Context, files: tuple[Path, ...], days: str | None, url: str, form: str) -> None:
    """Propose rows from the text of a roundup (plain text or saved HTML) on stdout; nothing enters the package."""
    if len(files) > 1 and (days or url):
        raise click.UsageError("--days and --url are for one FILE", context)
    root = package_root(context)
    from roundups.intake.extract import extract as propose
    from roundups.intake.names import Names
    from roundups.intake.proposals import write_proposals
    from roundups.intake.text import TextError, read_days, read_roundup

    if days:
        try:
            read_days(days)
        except ValueError as error:
            raise click.UsageError(str(error), context) from error
    read, unread = [], []
    for file in files:
        try:
            read.append(read_roundup(file, days, url))
        except TextError as error:
            unread.append(str(error))
    for line in unread:
        click.echo(line, err=True)
    if unread:
        context.exit(FAULTS)
    names = Names(root)
    proposals = [proposal for roundup in read for proposal in propose(roundup, names)]
    click.echo(write_proposals(proposals, form), nl=False)  # type: ignore[arg-type]
    click.echo(f"roundups: {counted(len(proposals), 'proposal')} from {counted(len(read), 'roundup')}", err=True)
