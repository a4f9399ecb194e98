"""What the commands share: the option --package, the exit codes, progress, counted words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAULTS = 1
WRONG_USE = 2
ADVISED = 3  # `validate --strict` alone
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
BROKEN_PIPE = 141  # 128 + SIGPIPE


def _remember_package(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().obj = value


def package_option(envvar: str | None = None) -> Callable[[Any], Any]:
    """--package DIR, before or after the command's name; the later one counts."""
    return click.option(
        "--package",
        type=click.Path(),
        envvar=envvar,
        metavar="DIR",
        expose_value=False,
        callback=_remember_package,
        help="The package's folder. Otherwise: the nearest folder upwards that holds the package, then the one this "
        "command came with. Also ROUNDUPS_PACKAGE.",
    )


def package_root(context: click.Context) -> Path:
    """The folder of the package this command works on, an interrupted change of it finished; a missing one is wrong use."""
    from roundups.journal import JOURNAL
    from roundups.package import PackageError, find_package

    try:
        root = find_package(context.find_root().obj).resolve()
    except PackageError as error:
        raise click.UsageError(str(error), context) from error
    if (root / JOURNAL).exists() and _finished(root):
        click.echo("roundups: finished a change of the package that was interrupted", err=True)
    return root


def _finished(root: Path) -> bool:
    from roundups.journal import PackageError, finish

    try:
        return finish(root)
    except PackageError:
        return False  # whoever opens the package says so, `validate` as a fault


def progress(line: str) -> None:
    """Show a step of long work on a terminal; say nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(line, err=True)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
