"""``python -m benchmarks published``, ``phases``, ``compare``, ``questions``, ``growth`` and ``calls``."""

import argparse
import sys

from benchmarks import calls, compare, growth, phases, published, questions


def main() -> int:
    """Run the command asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    commands = parser.add_subparsers(dest="command", required=True)
    modules = {
        "published": published,
        "phases": phases,
        "compare": compare,
        "questions": questions,
        "growth": growth,
        "calls": calls,
    }
    for name, module in modules.items():
        command = commands.add_parser(name, help=(module.__doc__ or "").splitlines()[0])
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args()
    code: int = arguments.run(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
