"""The command `roundups`: it parses, calls, prints.

Exit codes: 0 fine, 1 faults found (or the work failed), 2 wrong use, 3 advisories alone under `validate --strict`. What a command needs is imported inside it, so that
`roundups --help` starts as fast as Python and click do.
"""

from __future__ import annotations

import os
import sys

import click

from roundups.package import PackageError

from . import bench, completion, publish, release, render, validate
from .shared import BROKEN_PIPE, FAULTS, INTERRUPTED, WRONG_USE, package_option


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        import roundups

        click.echo(f"roundups {roundups.__version__}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Print the version and exit."
)
@package_option(envvar="ROUNDUPS_PACKAGE")  # only here: given to a command too, it would beat `roundups --package DIR validate`
def group() -> None:
    """Validate, seal and render the data package of the roundups of the war in Ukraine."""


for command in (validate.validate, publish.show, publish.cite, publish.export, publish.seal, release.diff, release.release, render.render, bench.bench):
    group.add_command(command)


def _fail(message: str, code: int) -> int:
    click.echo(f"roundups: {' '.join(message.split())}", err=True)
    return code


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code; what the user can mend is one line on stderr, never a traceback."""
    answered = completion.answer()
    sys.exit(run(arguments) if answered is None else answered)


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
