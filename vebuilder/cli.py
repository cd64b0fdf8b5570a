"""The command line: form, check, solvers, demo."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Never

from vebuilder.model import (
    AuditError,
    DataError,
    Fault,
    InfeasibleError,
    Network,
    NoSolutionError,
    Project,
    SolverError,
    SolverUnavailableError,
    VebuilderError,
)
from vebuilder.terminal import ProgressLine, Warnings

if TYPE_CHECKING:
    from vebuilder.result.enterprise import Enterprise

DONE, BAD_INPUT, INFEASIBLE, NO_ANSWER, SOLVER_FAILED, INTERRUPTED = 0, 2, 3, 4, 5, 130

EPILOG = """\
exit codes: 0 done, 2 bad input or usage, 3 infeasible, 4 no answer in time,
5 solver missing or failed, 130 interrupted"""


def entry() -> Never:
    """Run the command this process was started for, and end the process with its exit code."""
    end_process_with(main)


def end_process_with(command: Callable[[], int]) -> Never:
    """Run a command and end the process with its exit code, whatever a solver left behind still does.

    Parameters
    ----------
    command
        Returns the exit code; if Ctrl-C breaks it off, that is 130.
    """
    from vebuilder.solve.watch import SOLVER_THREAD

    code = INTERRUPTED
    with suppress(KeyboardInterrupt):
        code = command()
    with suppress(ValueError):  # only the main thread may; elsewhere no Ctrl-C arrives
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    if any(thread.name == SOLVER_THREAD for thread in threading.enumerate()):
        os._exit(code)  # to tear the interpreter down under a running solver would abort the process
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The words after ``vebuilder``; those of the process if None.

    Returns
    -------
    int
        Exit code: 0 done, 2 bad input or usage, 3 infeasible, 4 no answer in time, 5 solver missing or
        failed, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a name the terminal cannot show
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except SystemExit as leaving:  # argparse, after usage or help
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        return _told("interrupted", INTERRUPTED)
    except VebuilderError as error:
        return _told(str(error), exit_code(error))
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _told(f"{error.filename or 'input or output'}: {error.strerror or error}", BAD_INPUT)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vebuilder",
        description="Form virtual enterprises: the partners and who does what, at lowest cost and risk.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"vebuilder {version('vebuilder')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    search, as_json = _search_options(), argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON")

    demo = commands.add_parser("demo", parents=[search, as_json], help="form the built-in example")
    demo.add_argument(
        "--write", metavar="DIR", help="also write network.json and project.json to this folder"
    )
    demo.set_defaults(run=_demo)

    form = commands.add_parser("form", parents=[search, as_json], help="form an enterprise")
    form.add_argument("inputs", nargs=2, metavar="FILE", help="network and project, in either order")
    form.add_argument("-o", "--output", metavar="ENTERPRISE", help="write the enterprise to this file")
    form.set_defaults(run=_form)

    check = commands.add_parser("check", parents=[as_json], help="tell all faults of a network and a project")
    check.add_argument("inputs", nargs=2, metavar="FILE", help="network and project, in either order")
    check.set_defaults(run=_check)

    solvers = commands.add_parser("solvers", parents=[as_json], help="list the solvers and try each one")
    solvers.set_defaults(run=_solvers)
    return parser


def _search_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--solver", default="auto", help="auto, highs, cpsat, scip, cbc, toulbar2, pulp:NAME"
    )
    options.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the whole run")
    options.add_argument("--gap", type=float, default=1e-4, help="relative gap that is good enough (1e-4)")
    options.add_argument(
        "--threads", type=int, help="let so many race; without it the answer is reproducible"
    )
    options.add_argument("--seed", type=int, default=0, help="random seed (0)")
    return options


def _demo(arguments: argparse.Namespace) -> int:
    from vebuilder.demo import example

    project, network = example()
    if arguments.write is not None:
        _write_example(Path(arguments.write), project, network)
    return _formed(arguments, project, network, None)


def _write_example(folder: Path, project: Project, network: Network) -> None:
    from vebuilder import api

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = "the two files need a folder, but a file is in its place"
        raise DataError([Fault(path=str(folder), message=message, mend="name a folder")]) from None
    api.save(network, folder / "network.json")
    api.save(project, folder / "project.json")
    print(f"wrote {folder / 'network.json'} and {folder / 'project.json'}", file=sys.stderr)


def _form(arguments: argparse.Namespace) -> int:
    from vebuilder.io import files

    project, network = _loaded(arguments.inputs)
    if arguments.output is not None:
        _refuse_overwriting(arguments.output, arguments.inputs)
        files.probe(arguments.output)
    return _formed(arguments, project, network, arguments.output)


def _formed(arguments: argparse.Namespace, project: Project, network: Network, output: str | None) -> int:
    """Form the enterprise, write it and print it."""
    from vebuilder import api

    line = ProgressLine(sys.stderr) if sys.stderr.isatty() else None
    try:
        with Warnings(sys.stderr, line):
            enterprise = api.form_enterprise(
                project,
                network,
                solver=arguments.solver,
                time_limit=arguments.time_limit,
                gap=arguments.gap,
                threads=arguments.threads,
                seed=arguments.seed,
                progress=line,
            )
    except InfeasibleError as error:
        if arguments.json:
            _print_diagnosis(error)
        raise
    finally:
        if line:
            line.clear()
    try:
        if output is not None:
            api.save(enterprise, output)
    finally:  # an answer is not lost because a file cannot be written
        print(enterprise.model_dump_json(indent=1) if arguments.json else enterprise)
    return INTERRUPTED if enterprise.stop_reason == "interrupted" else DONE


def _print_diagnosis(error: InfeasibleError) -> None:
    diagnosis = [fault.model_dump(mode="json") for fault in error.diagnosis]
    told = {"outcome": "infeasible", "message": str(error), "diagnosis": diagnosis}
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _check(arguments: argparse.Namespace) -> int:
    from vebuilder import api
    from vebuilder.check.support import unsupported

    unbuilt: tuple[str, ...] = ()
    try:
        project, network = _loaded(arguments.inputs)
        unbuilt = unsupported(project, network)
        faults = api.check(project, network)
    except DataError as error:
        faults = error.faults
    errors = [fault for fault in faults if fault.severity == "error"]
    warnings = [fault for fault in faults if fault.severity == "warning"]
    if arguments.json:
        told = {"errors": errors, "warnings": warnings}
        shown = {name: [fault.model_dump(mode="json") for fault in each] for name, each in told.items()}
        print(json.dumps({**shown, "unsupported": unbuilt}, indent=1, ensure_ascii=False))
    else:
        _print_list("error", errors)
        _print_list("warning", warnings)
        _print_list("unsupported field", unbuilt)
        if not faults and not unbuilt:
            print("no faults")
    wrong = [_count(len(errors), "error") + " in the data"] if errors else []
    if unbuilt:
        wrong.append(f"{_count(len(unbuilt), 'field')} not supported yet; leave them at their default")
    return _told("; ".join(wrong), BAD_INPUT) if wrong else DONE


def _solvers(arguments: argparse.Namespace) -> int:
    from vebuilder.solve.catalogue import installed_solvers, known_answer

    found = installed_solvers()
    answers = {info.name: known_answer(info.name) for info in found if info.available}
    if arguments.json:
        rows = [
            {**asdict(info), "known_answer": asdict(answers[info.name]) if info.available else None}
            for info in found
        ]
        print(json.dumps(rows, indent=1))
    else:
        width = max(len(info.name) for info in found)
        for info in found:
            package = f"{info.package} {info.version or '-'}"
            tried = answers[info.name].text if info.available else f"cannot be used: {info.reason}"
            print(f"{info.name:<{width}}  {package:<16}  {tried}")
            for trouble in filter(None, (info.known_bad, info.clash)):
                print(f"{'':<{width}}  {trouble}")
        print("any other solver of PuLP is pulp:NAME, such as pulp:GUROBI_CMD")
    wrong = [name for name, answer in answers.items() if not answer.right]
    return _told(f"wrong answers from {', '.join(wrong)}", SOLVER_FAILED) if wrong else DONE


def _print_list(noun: str, entries: Sequence[object]) -> None:
    if entries:
        print("\n".join([f"{_count(len(entries), noun)}:", *(f"- {entry}" for entry in entries)]))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _loaded(paths: Sequence[str]) -> tuple[Project, Network]:
    """Read a network and a project, in either order; all faults of both together."""
    from vebuilder import api

    records: list[tuple[str, Network | Project | Enterprise]] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            records.append((path, api.load(path)))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    projects = [record for _, record in records if isinstance(record, Project)]
    networks = [record for _, record in records if isinstance(record, Network)]
    if projects and networks:
        return projects[0], networks[0]
    kinds = " and ".join(_article(type(record).__name__.lower()) for _, record in records)
    message, mend = f"hold {kinds}", "name a network and a project"
    raise DataError([Fault(path=" and ".join(paths), message=message, mend=mend)])


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _refuse_overwriting(output: str, inputs: Sequence[str]) -> None:
    same = [path for path in inputs if os.path.exists(output) and os.path.samefile(output, path)]
    if same:
        message = "is one of the inputs; the enterprise would take its place"
        raise DataError([Fault(path=output, message=message, mend="name another file for the enterprise")])


def exit_code(error: VebuilderError) -> int:
    """Return what a process that ends with this error should exit with."""
    if isinstance(error, InfeasibleError):
        return INFEASIBLE
    if isinstance(error, NoSolutionError):
        return INTERRUPTED if error.stop_reason == "interrupted" else NO_ANSWER
    if isinstance(error, SolverUnavailableError | SolverError | AuditError):
        return SOLVER_FAILED
    return BAD_INPUT


def _told(text: str, code: int) -> int:
    with suppress(OSError):
        print(f"vebuilder: {text}", file=sys.stderr)
    return code
