"""`roundups validate`."""

from __future__ import annotations

import click

from .shared import FAULTS, counted, package_option, package_root


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
@package_option()
@click.pass_context
def validate(context: click.Context, as_json: bool) -> None:
    """Check the descriptor, every table and every gate; print each fault as file:line:column reason."""
    root = package_root(context)
    from roundups.checks import validate as run_checks

    faults = run_checks(root)
    advisory = sum(fault.severity == "advisory" for fault in faults)
    serious = len(faults) - advisory
    if as_json:
        import json

        fields = ("file", "line", "column", "severity", "check", "reason", "advice", "claims")
        document = {
            "valid": not serious,
            "faults": [{name: getattr(fault, name) for name in fields} for fault in faults],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    else:
        for fault in faults:
            click.echo(str(fault))
    verdict = "valid" if not serious else counted(serious, "fault")
    click.echo(f"roundups: {verdict}" + (f", {advisory} advisory" if advisory else ""), err=True)
    if serious:
        context.exit(FAULTS)
