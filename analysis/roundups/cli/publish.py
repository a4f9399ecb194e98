"""What is generated and published from the package: `roundups seal`."""

from __future__ import annotations

import click

from .shared import FAULTS, package_option, package_root


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; name what is out of date and exit 1.")
@package_option()
@click.pass_context
def seal(context: click.Context, check: bool) -> None:
    """Rewrite what is generated: bytes, hashes, data dictionary, metadata files."""
    root = package_root(context)
    from roundups.publish import seal as run_seal

    changed = run_seal(root, check=check)
    for path in changed:
        name = path.relative_to(root) if path.is_absolute() else path
        click.echo(f"{name.as_posix()}: {'out of date, run roundups seal' if check else 'rewritten'}")
    if not changed:
        click.echo("roundups: sealed, nothing to rewrite", err=True)
    elif check:
        context.exit(FAULTS)
