"""`roundups validate`."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import ADVISED, FAULTS, counted, package_option, package_root


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
@click.option("--strict", is_flag=True, help=f"Exit {ADVISED} where there is nothing worse than an advisory; otherwise advisories exit 0.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="The folder of the last release, to compare ids and values with. Otherwise: the newest tag v* of a git checkout.",
)
@package_option()
@click.pass_context
def validate(context: click.Context, as_json: bool, strict: bool, baseline: Path | None) -> None:
    """Check the descriptor, every table and every gate; print each fault as file:line:column reason.

    Malformed and implausible faults exit 1, unless data/anomalies.csv lists the implausible one with its reason.
    """
    root = package_root(context)
    from roundups.checks import validate as run_checks

    faults = run_checks(root, baseline=baseline)
    advisory = sum(fault.severity == "advisory" for fault in faults)
    serious = len(faults) - advisory
    if as_json:
        import json

        fields = ("file", "line", "column", "severity", "check", "reason", "advice", "claims")
        document = {
            "valid": not serious,
            "advisories": advisory,
            "faults": [{name: getattr(fault, name) for name in fields} for fault in faults],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    else:
        for fault in faults:
            click.echo(f"{fault}{' (advisory)' if fault.severity == 'advisory' else ''}")
    verdict = "valid" if not serious else counted(serious, "fault")
    click.echo(f"roundups: {verdict}" + (f", {advisory} advisory" if advisory else ""), err=True)
    if serious:
        context.exit(FAULTS)
    if advisory and strict:
        context.exit(ADVISED)
