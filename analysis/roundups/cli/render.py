"""`roundups render`."""

from __future__ import annotations

import click

from .shared import FAULTS, counted, package_option, package_root, progress


@click.command()
@click.option(
    "--engine",
    type=click.Choice(["auto", "quarto", "embedded"]),
    default="auto",
    show_default=True,
    help="auto: the Quarto program where there is one, else the embedded engine.",
)
@click.option("--to", "target", type=click.Choice(["html", "pdf", "all"]), default="all", show_default=True)
@package_option()
@click.pass_context
def render(context: click.Context, engine: str, target: str) -> None:
    """Render the report into reports/, as far as something it reads has changed."""
    root = package_root(context)
    from roundups.render import RenderError
    from roundups.render import render as run_render

    try:
        report = run_render(root, engine=engine, to=target, progress=progress)
    except RenderError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.echo(f"roundups: not rendered, {counted(len(error.faults), 'fault')}", err=True)
        context.exit(FAULTS)
    folder = report.folder.relative_to(root).as_posix()
    done = f"{len(report.rendered):,} rendered, {len(report.fresh):,} unchanged"
    click.echo(f"roundups: {done} in {folder}/ by the {report.engine} engine ({report.reason})", err=True)
