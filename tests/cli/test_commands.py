"""The command line itself: exit codes, one-line errors, what starting it costs. What the commands do is tested where they live."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import roundups
from roundups import cli

CHECKOUT = Path(__file__).resolve().parents[2]
HEAVY = {"frictionless", "pandas", "numpy", "matplotlib", "scipy", "statsmodels", "nbclient", "pypandoc", "typst", "babel", "pyarrow", "xlsxwriter", "apsw"}


def command(*arguments: str, cwd: Path = CHECKOUT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `roundups` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from roundups.cli import main; main()", *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "ROUNDUPS_PACKAGE"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def fault(severity: str, line: int = 2) -> SimpleNamespace:
    """What `roundups.checks` gives for one fault, as far as the command line reads it."""

    class Fault(SimpleNamespace):
        def __str__(self) -> str:
            return f"{self.file}:{self.line}:{self.column} {self.reason}"

    return Fault(
        file="data/table.csv", line=line, column="value", severity=severity, check="a-check", reason="is odd", advice="look at it", claims=()
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder that the command takes for a package; its tables are never read here."""
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "tiny", "resources": []}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[SimpleNamespace]]:
    """The faults that `validate` will be told of."""
    import roundups.checks

    faults: list[SimpleNamespace] = []
    monkeypatch.setattr(roundups.checks, "validate", lambda root, baseline=None: faults)
    yield faults


# Starting


def modules_of(*arguments: str) -> set[str]:
    """The modules that a run of `roundups` has imported at its end."""
    program = "import sys\nfrom roundups.cli import run\ncode = run(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)\nsys.exit(code)"
    done = subprocess.run([sys.executable, "-S", "-c", PATHS + program, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


#: Without `site`: what an environment's own .pth files import is not ours.
PATHS = f"import sys\nsys.path[:] = {sys.path!r}\n"
SUBCOMMANDS = sorted(cli.COMMANDS)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in SUBCOMMANDS)], ids=" ".join)
def test_starting_the_command_imports_nothing_heavy(arguments: list[str]) -> None:
    modules = modules_of(*arguments)
    assert "click" in modules
    assert not {name.partition(".")[0] for name in modules} & HEAVY


#: Imported by no light command: each costs a tenth of starting Python or more.
NEEDLESS = {"hashlib", "subprocess", "importlib.metadata", "email", "http", "ssl", "socket", "logging", "asyncio", "concurrent.futures", "yaml", "filelock", "tempfile", "roundups.wording.numbers"}


@pytest.mark.parametrize(
    ("arguments", "ours", "beyond_click"),
    [
        (["--help"], {"roundups.cli.shared"}, 20),
        (["show", "1076-1080-07"], {"roundups.cli.publish", "roundups.cli.completion", "roundups.package", "roundups.journal", "roundups.publish.claim", "roundups.publish.show", "roundups.wording.intervals"}, 40),
        (["cite", "1076-1080-07", "--style", "csl-json"], {"roundups.publish.citation", "roundups.publish.references"}, 45),
    ],
    ids=["help", "show", "cite"],
)  # fmt: skip
def test_a_light_command_imports_what_it_needs_and_little_beyond_click(arguments: list[str], ours: set[str], beyond_click: int) -> None:
    click = set(subprocess.run([sys.executable, "-S", "-c", PATHS + "import click; print(*sys.modules)"], capture_output=True, text=True, check=True).stdout.split())
    modules = modules_of(*arguments)
    assert ours <= modules
    assert not modules & NEEDLESS
    assert len(modules - click) <= beyond_click, sorted(modules - click)


def test_the_help_says_of_each_command_the_start_of_its_own_help() -> None:
    context = cli.group.make_context("roundups", [], resilient_parsing=True)
    for name, (_, words) in cli.COMMANDS.items():
        command = cli.group.get_command(context, name)
        assert command is not None
        assert (command.name, inspect.cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")) == (name, words)


def test_importing_the_library_imports_nothing_heavy() -> None:
    program = "import sys, roundups; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & (HEAVY | {"click"})


def test_the_version_is_the_descriptors() -> None:
    version = json.loads((CHECKOUT / "datapackage.json").read_text(encoding="utf-8"))["version"]
    assert roundups.__version__ == version
    assert command("--version").stdout == f"roundups {version}\n"


def test_an_unknown_name_in_the_library_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        roundups.nothing  # noqa: B018


# Wrong use: exit 2 and one line


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["validate", "surplus"], "surplus"),
        (["render", "--engine", "steam"], "steam"),
        (["render", "--to"], "--to"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(arguments: list[str], named: str) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert named in done.stderr
    assert "--help" in done.stderr


@pytest.mark.parametrize("arguments", [["--package", "DIR", "validate"], ["validate", "--package", "DIR"]])
def test_a_missing_package_is_one_line_and_exit_2(arguments: list[str], tmp_path: Path) -> None:
    done = command(*(str(tmp_path / "none") if argument == "DIR" else argument for argument in arguments))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "datapackage.json" in done.stderr


def test_no_command_shows_the_help_and_is_wrong_use() -> None:
    done = command()
    assert done.returncode == 2
    assert "validate" in done.stdout + done.stderr


# Which package


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["validate"], "one", "one"),
        (["--package", "two", "validate"], "one", "two"),
        (["validate", "--package", "two"], "one", "two"),
        (["--package", "one", "validate", "--package", "two"], "", "two"),
    ],
)
def test_the_package_named_last_and_nearest_counts(
    arguments: list[str], environment: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import roundups.checks

    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "datapackage.json").write_text("{}", encoding="utf-8")
    seen: list[Path] = []
    monkeypatch.setattr(roundups.checks, "validate", lambda root, baseline=None: seen.append(root) or [])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROUNDUPS_PACKAGE", environment)
    assert cli.run(arguments) == 0
    assert seen == [(tmp_path / expected).resolve()]


# validate


def test_no_fault_is_exit_0(found: list[SimpleNamespace], package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["validate", "--package", str(package)]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "roundups: valid\n"


def test_each_fault_is_a_line_on_stdout_and_exit_1(
    found: list[SimpleNamespace], package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found += [fault("malformed", 2), fault("implausible", 7), fault("advisory", 9)]
    assert cli.run(["validate", "--package", str(package)]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [f"data/table.csv:{line}:value is odd" for line in (2, 7)] + ["data/table.csv:9:value is odd (advisory)"]
    assert printed.err == "roundups: 2 faults, 1 advisory\n"


def test_advisory_faults_alone_are_printed_and_exit_0(
    found: list[SimpleNamespace], package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found.append(fault("advisory"))
    assert cli.run(["validate", "--package", str(package)]) == 0
    assert capsys.readouterr().out == "data/table.csv:2:value is odd (advisory)\n"


def test_strict_has_an_exit_code_of_its_own_for_advisories_alone(found: list[SimpleNamespace], package: Path) -> None:
    assert cli.run(["validate", "--strict", "--package", str(package)]) == 0
    found.append(fault("advisory"))
    assert cli.run(["validate", "--strict", "--package", str(package)]) == 3
    found.append(fault("implausible"))
    assert cli.run(["validate", "--strict", "--package", str(package)]) == 1


def test_json_is_one_document_with_every_fault(
    found: list[SimpleNamespace], package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found += [fault("malformed"), fault("advisory")]
    assert cli.run(["validate", "--json", "--package", str(package)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is False
    assert document["advisories"] == 1
    assert document["faults"][0] == {
        "file": "data/table.csv", "line": 2, "column": "value", "severity": "malformed",
        "check": "a-check", "reason": "is odd", "advice": "look at it", "claims": [],
    }  # fmt: skip
    assert [entry["severity"] for entry in document["faults"]] == ["malformed", "advisory"]


# seal


@pytest.mark.parametrize(("arguments", "code", "words"), [([], 0, "rewritten"), (["--check"], 1, "out of date")])
def test_seal_names_what_it_rewrote_and_check_fails_on_it(
    arguments: list[str], code: int, words: str, package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import roundups.publish.seal

    monkeypatch.setattr(roundups.publish.seal, "seal", lambda root, check=False: [root / "datapackage.json"])
    assert cli.run(["seal", "--package", str(package), *arguments]) == code
    assert capsys.readouterr().out.startswith("datapackage.json: " + words)


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_nothing_to_seal_is_exit_0(arguments: list[str], package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import roundups.publish.seal

    monkeypatch.setattr(roundups.publish.seal, "seal", lambda root, check=False: [])
    assert cli.run(["seal", "--package", str(package), *arguments]) == 0


# render


def test_faults_in_the_documents_are_lines_and_exit_1(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import roundups.render as engine

    def refuse(*arguments: object, **options: object) -> None:
        raise engine.RenderError(engine.Fault(engine.Place("analysis/index.qmd", 12), "an unknown shortcode", "remove it"))

    monkeypatch.setattr(engine, "render", refuse)
    assert cli.run(["render", "--package", str(package)]) == 1
    assert capsys.readouterr().err.splitlines()[0].startswith("analysis/index.qmd:12")


def test_the_engine_and_why_it_was_taken_are_said(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import roundups.render as engine

    report = engine.Report("embedded", "no Quarto program", package / "reports", ("index", "air"), ("data",))
    monkeypatch.setattr(engine, "render", lambda *arguments, **options: report)
    assert cli.run(["render", "--package", str(package)]) == 0
    line = "roundups: 2 rendered, 1 unchanged in reports/ by the embedded engine (no Quarto program)\n"
    assert capsys.readouterr().err == line


# What goes wrong outside


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "roundups: interrupted\n"),
        (PermissionError(13, "Permission denied", "data/table.csv"), 1, "roundups: data/table.csv: Permission denied\n"),
    ],
)
def test_what_goes_wrong_outside_is_one_line(
    error: BaseException, code: int, line: str, package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import roundups.checks

    def fail(root: Path, baseline: Path | None = None) -> None:
        raise error

    monkeypatch.setattr(roundups.checks, "validate", fail)
    assert cli.run(["validate", "--package", str(package)]) == code
    assert capsys.readouterr().err == line


@pytest.mark.skipif(shutil.which("head") is None, reason="the machine has no `head` to close the pipe with")
def test_a_reader_that_leaves_early_leaves_no_traceback(package: Path) -> None:
    program = (
        "import roundups.cli\n"
        "import click\n"
        "@roundups.cli.group.command('flood')\n"
        "def flood():\n"
        "    for _ in range(200_000): click.echo('line')\n"
        "roundups.cli.main(['flood'])"
    )
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=package)
    reader = subprocess.run(["head", "-1"], stdin=writer.stdout, capture_output=True, check=True)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    said = writer.stderr.read().decode()
    assert writer.wait() == 141
    assert reader.stdout == b"line\n"
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1
