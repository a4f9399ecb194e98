"""From one version to the next: `roundups diff`, `release`."""

from __future__ import annotations

import click

from .completion import complete_state
from .shared import FAULTS, counted, package_option, package_root


@click.command()
@click.argument("old", shell_complete=complete_state)
@click.argument("new", shell_complete=complete_state, default=".")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@package_option()
@click.pass_context
def diff(context: click.Context, old: str, new: str, form: str) -> None:
    """Compare two states of the package: folders, zip archives or git revisions. NEW is the working folder unless named.

    Exits 1 where a published value changed without a correction, or an id was removed or used again.
    """
    root = package_root(context)
    from roundups.publish import listing
    from roundups.publish.differences import compare
    from roundups.publish.snapshots import NoSuchSnapshot, snapshot

    try:
        states = [snapshot(str(root) if name == "." else name, root) for name in (old, new)]
    except NoSuchSnapshot as error:
        raise click.UsageError(str(error), context) from error
    differences = compare(*states)
    click.echo({"text": listing.as_text, "json": listing.as_json, "markdown": listing.as_markdown}[form](differences), nl=form == "markdown")
    for fault in differences.faults:
        click.echo(str(fault), err=True)
    if differences.faults:
        click.echo(f"roundups: {counted(len(differences.faults), 'fault')}", err=True)
        context.exit(FAULTS)
