"""What is generated and published from the package: `roundups seal`, `show`, `cite`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .completion import complete_claim_id
from .shared import FAULTS, package_option, package_root, progress

if TYPE_CHECKING:
    from roundups.package import Package
    from roundups.publish.claim import Claim


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; name what is out of date and exit 1.")
@package_option()
@click.pass_context
def seal(context: click.Context, check: bool) -> None:
    """Rewrite what is generated: bytes, hashes, data dictionary, metadata files."""
    root = package_root(context)
    from roundups.publish.seal import seal as run_seal

    changed = run_seal(root, check=check)
    for path in changed:
        name = path.relative_to(root) if path.is_absolute() else path
        click.echo(f"{name.as_posix()}: {'out of date, run roundups seal' if check else 'rewritten'}")
    if not changed:
        click.echo("roundups: sealed, nothing to rewrite", err=True)
    elif check:
        context.exit(FAULTS)


@click.command()
@click.argument("claim_id", shell_complete=complete_claim_id)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
@package_option()
@click.pass_context
def show(context: click.Context, claim_id: str, as_json: bool) -> None:
    """Show one claim or strike: its words, number and interval, who says it, where it was printed, what stands beside it."""
    from roundups.package import Package
    from roundups.publish.show import record, text

    claim = _claim(context, Package(package_root(context)), claim_id)
    if as_json:
        import json

        click.echo(json.dumps(record(claim), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(text(claim))


@click.command()
@click.argument("claim_id", required=False, shell_complete=complete_claim_id)
@click.option("--style", type=click.Choice(["apa", "bibtex", "ris", "csl-json"]), default="apa", show_default=True)
@package_option()
@click.pass_context
def cite(context: click.Context, claim_id: str | None, style: str) -> None:
    """Cite the package at its version; with CLAIM_ID one figure: the page that printed it, and its row in the package."""
    from roundups.package import Package
    from roundups.publish.citation import claim_items, package_item
    from roundups.publish.references import written

    package = Package(package_root(context))
    items = claim_items(package, _claim(context, package, claim_id)) if claim_id else [package_item(package)]
    click.echo(written(items, style), nl=False)


def _claim(context: click.Context, package: Package, claim_id: str) -> Claim:
    from roundups.publish.claim import UnknownClaim, find_claim

    try:
        return find_claim(package, claim_id)
    except UnknownClaim as error:
        raise click.UsageError(str(error), context) from error


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="A folder that is empty or not there yet.")
@package_option()
@click.pass_context
def export(context: click.Context, folder: Path) -> None:
    """Write the archives: the data package in one file, Parquet, SQLite, a spreadsheet, JSON Lines, and their checksums."""
    from roundups.package import Package
    from roundups.publish.archives import NotEmpty
    from roundups.publish.archives import export as run_export

    try:
        archives = run_export(Package(package_root(context)), folder, progress)
    except NotEmpty as error:
        raise click.UsageError(str(error), context) from error
    for archive in archives:
        click.echo(f"{archive.sha256}  {archive.bytes:>12,}  {archive.name}")
    click.echo(f"roundups: {len(archives):,} files in {folder}", err=True)
