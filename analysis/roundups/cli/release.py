"""From one version to the next: `roundups diff`, `release`."""

from __future__ import annotations

import click

from .completion import complete_state
from .shared import FAULTS, counted, package_option, package_root, progress

#: A comparison with the wrong folder has thousands.
MOST_FAULTS = 100


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
    for fault in differences.faults[:MOST_FAULTS]:
        click.echo(str(fault), err=True)
    if len(differences.faults) > MOST_FAULTS:
        click.echo(f"and {len(differences.faults) - MOST_FAULTS:,} more (--format json gives all)", err=True)
    if differences.faults:
        click.echo(f"roundups: {counted(len(differences.faults), 'fault')}", err=True)
        context.exit(FAULTS)


@click.command()
@click.argument("version")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="Day of the data; otherwise that of datapackage.json.")
@click.option("--since", metavar="STATE", shell_complete=complete_state, help="Previous release; otherwise the last tag v*.")
@click.option("--check", is_flag=True, help="Write nothing; say what would be done or what is wrong.")
@package_option()
@click.pass_context
def release(context: click.Context, version: str, day: str | None, since: str | None, check: bool) -> None:
    """Prepare the release of VERSION: check it, write the changelog's differences, seal, build the archives in dist/."""
    root = package_root(context)
    from roundups.publish.release import NotReady, prepare
    from roundups.publish.snapshots import NoSuchSnapshot

    try:
        done = prepare(root, version, day, since, check=check, progress=progress)
    except NotReady as error:
        for fault in error.faults:
            click.echo(str(fault))
        click.echo(f"roundups: not released, nothing was written: {counted(len(error.faults), 'fault')}", err=True)
        context.exit(FAULTS)
    except NoSuchSnapshot as error:
        raise click.UsageError(str(error), context) from error
    for path in done.changed:
        click.echo(f"{path.relative_to(root).as_posix()}: {'would be rewritten' if check else 'rewritten'}")
    step = f"{done.differences.step.name} step from {done.previous}" if done.differences else "the first release"
    if check:
        click.echo(f"roundups: {version} of {done.day} is ready: {step}", err=True)
        return
    click.echo(f"{done.archives.relative_to(root).as_posix()}/: the archives")
    click.echo(f"roundups: {version} of {done.day} is prepared: {step}. Next: make, make test, commit, git tag v{version}", err=True)
