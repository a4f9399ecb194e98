"""The command `roundups`: it parses, calls, prints.

Exit codes: 0 fine, 1 faults found (or the work failed), 2 wrong use. What a command needs is imported inside it, so that
`roundups --help` starts as fast as Python and click do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from roundups.package import PackageError, find_package

FAULTS = 1
WRONG_USE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
BROKEN_PIPE = 141  # 128 + SIGPIPE


def _remember_package(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().obj = value


def _package_option(envvar: str | None = None) -> Callable[[Any], Any]:
    """--package DIR, before or after the command's name; the later one counts."""
    return click.option(
        "--package",
        type=click.Path(path_type=Path),
        envvar=envvar,
        metavar="DIR",
        expose_value=False,
        callback=_remember_package,
        help="The package's folder. Otherwise: the nearest folder upwards that holds the package, then the one this "
        "command came with. Also ROUNDUPS_PACKAGE.",
    )


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        import roundups

        click.echo(f"roundups {roundups.__version__}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Print the version and exit."
)
@_package_option(envvar="ROUNDUPS_PACKAGE")  # only here: given to a command too, it would beat `roundups --package DIR validate`
def group() -> None:
    """Validate, seal and render the data package of the roundups of the war in Ukraine."""


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
@_package_option()
@click.pass_context
def validate(context: click.Context, as_json: bool) -> None:
    """Check the descriptor, every table and every gate; print each fault as file:line:column reason."""
    root = _package_root(context)
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
    verdict = "valid" if not serious else _counted(serious, "fault")
    click.echo(f"roundups: {verdict}" + (f", {advisory} advisory" if advisory else ""), err=True)
    if serious:
        context.exit(FAULTS)


@group.command()
@click.option("--check", is_flag=True, help="Change nothing; name what is out of date and exit 1.")
@_package_option()
@click.pass_context
def seal(context: click.Context, check: bool) -> None:
    """Rewrite what is generated: bytes, hashes, data dictionary, metadata files."""
    root = _package_root(context)
    from roundups.publish import seal as run_seal

    changed = run_seal(root, check=check)
    for path in changed:
        name = path.relative_to(root) if path.is_absolute() else path
        click.echo(f"{name.as_posix()}: {'out of date, run roundups seal' if check else 'rewritten'}")
    if not changed:
        click.echo("roundups: sealed, nothing to rewrite", err=True)
    elif check:
        context.exit(FAULTS)


@group.command()
@click.option(
    "--engine",
    type=click.Choice(["auto", "quarto", "embedded"]),
    default="auto",
    show_default=True,
    help="auto: the Quarto program where there is one, else the embedded engine.",
)
@click.option("--to", "target", type=click.Choice(["html", "pdf", "all"]), default="all", show_default=True)
@_package_option()
@click.pass_context
def render(context: click.Context, engine: str, target: str) -> None:
    """Render the report into reports/, as far as something it reads has changed."""
    root = _package_root(context)
    from roundups.render import RenderError
    from roundups.render import render as run_render

    try:
        report = run_render(root, engine=engine, to=target, progress=_progress)
    except RenderError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.echo(f"roundups: not rendered, {_counted(len(error.faults), 'fault')}", err=True)
        context.exit(FAULTS)
    folder = report.folder.relative_to(root).as_posix()
    done = f"{len(report.rendered):,} rendered, {len(report.fresh):,} unchanged"
    click.echo(f"roundups: {done} in {folder}/ by the {report.engine} engine ({report.reason})", err=True)


@group.group()
def bench() -> None:
    """Measure the project itself."""


@bench.command()
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Mutants of each kind; otherwise 40, which takes minutes.")
@click.option("--seed", type=int, help="Draw other places.")
@click.option("--frictionless/--no-frictionless", default=True, show_default=True, help="Ask frictionless alone about the same mutants.")
@_package_option()
@click.pass_context
def mutations(context: click.Context, sample: int | None, seed: int | None, frictionless: bool) -> None:
    """Change one thing at a time in copies of the package and count what the gates catch."""
    root = _package_root(context)
    from roundups.checks.bench import SEED, WHOLE, run, shares

    lines = shares(run(root, sample or WHOLE, SEED if seed is None else seed, frictionless))
    click.echo("kind\tmutants\tdetectable\tours\tours unsealed\tfrictionless\tfrictionless unsealed\tcaught beyond\tmissed in")
    for line in lines:
        numbers = (line.ours, line.ours_unsealed, line.theirs, line.theirs_unsealed)
        parts = ["-" if n is None or not line.detectable else f"{n / line.detectable:.1%}" for n in numbers]
        missed = ", ".join(line.missed[:6]) + (f" and {len(line.missed) - 6} more" if len(line.missed) > 6 else "") if line.kind != "all" else ""
        click.echo("\t".join([line.kind, f"{line.mutants:,}", f"{line.detectable:,}", *parts, f"{line.beyond_caught:,}", missed]))


def _package_root(context: click.Context) -> Path:
    """The folder of the package this command works on; a missing one is wrong use."""
    try:
        return find_package(context.find_root().obj).resolve()
    except PackageError as error:
        raise click.UsageError(str(error), context) from error


def _progress(line: str) -> None:
    """Show a step of long work on a terminal; say nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(line, err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _fail(message: str, code: int) -> int:
    click.echo(f"roundups: {' '.join(message.split())}", err=True)
    return code


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code; what the user can mend is one line on stderr, never a traceback."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        # Not group.main(): it ends the process itself on a broken pipe and writes an empty line on Ctrl-C.
        with group.make_context("roundups", list(sys.argv[1:] if arguments is None else arguments)) as context:
            group.invoke(context)
        sys.stdout.flush()
        return 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
            return WRONG_USE
        command = error.ctx.command_path if error.ctx else "roundups"
        return _fail(f"{error.format_message()} (see {command} --help)", WRONG_USE)
    except click.ClickException as error:
        return _fail(error.format_message(), FAULTS)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader has gone: Python would complain once more while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail("the reader of the output has gone", BROKEN_PIPE)
    except PackageError as error:
        return _fail(str(error), FAULTS)
    except OSError as error:
        return _fail(f"{error.filename or 'input'}: {error.strerror or error}", FAULTS)


if __name__ == "__main__":
    main()
