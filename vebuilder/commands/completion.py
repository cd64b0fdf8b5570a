"""``vebuilder completion``: what lets a shell complete the words of a command."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vebuilder.commands import options
from vebuilder.commands.codes import DONE
from vebuilder.commands.output import show, show_json

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands

PATHS = frozenset({"output", "write", "inputs", "workbook"})
"""Words of a command that name files or folders."""


@dataclass(frozen=True)
class Option:
    """An option of a command.

    Parameters
    ----------
    names
        Such as ``-o`` and ``--output``.
    told
        What it does.
    value
        What its value is called; None if it has none.
    choices
        What the value may be, if that is known.
    path
        Whether the value is a file or a folder.
    """

    names: tuple[str, ...]
    told: str
    value: str | None
    choices: tuple[str, ...]
    path: bool


@dataclass(frozen=True)
class Command:
    """A command.

    Parameters
    ----------
    name
        Of it.
    told
        What it does.
    options
        Of it.
    words
        What the words behind it may be, if that is known; else they are files.
    """

    name: str
    told: str
    options: tuple[Option, ...]
    words: tuple[str, ...]


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    words = "print what lets your shell complete these commands"
    command = commands.add_parser("completion", parents=[options.as_json()], help=words)
    command.add_argument("shell", choices=tuple(SCRIPTS), help="which shell")
    command.set_defaults(run=run, commands=commands)


def run(arguments: argparse.Namespace) -> int:
    """Print the script.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    script = "\n".join(SCRIPTS[arguments.shell](_described(arguments.commands)))
    if arguments.json:
        show_json({"shell": arguments.shell, "script": script})
    else:
        show(script)
    return DONE


def _described(commands: "Commands") -> list[Command]:
    told = {one.dest: one.help or "" for one in commands._get_subactions()}
    return [
        Command(
            name,
            told.get(name, ""),
            tuple(_option(action) for action in parser._actions if action.option_strings),
            tuple(
                str(choice)
                for action in parser._actions
                if not action.option_strings
                for choice in action.choices or ()
            ),
        )
        for name, parser in commands.choices.items()
    ]


def _option(action: argparse.Action) -> Option:
    valued = action.nargs != 0
    return Option(
        names=tuple(action.option_strings),
        told=(action.help or "").replace("%%", "%"),
        value=str(action.metavar or action.dest) if valued else None,
        choices=tuple(str(choice) for choice in action.choices or ()),
        path=action.dest in PATHS,
    )


def _bash(commands: list[Command]) -> Iterator[str]:
    names = [command.name for command in commands]
    yield "# bash: put this into a file, and read it from ~/.bashrc:  source FILE"
    yield "_vebuilder() {"
    yield '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command="" word'
    yield '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f"    case $word in {'|'.join(names)}) command=$word; break ;; esac"
    yield "  done"
    yield "  COMPREPLY=()"
    yield '  case "$command $previous" in'
    for command in commands:
        for option in command.options:
            if option.value is None or option.path:
                continue
            patterns = "|".join(f'"{command.name} {name}"' for name in option.names)
            words = f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$current"))'
            yield f"    {patterns}) {words if option.choices else 'compopt +o default'}; return ;;"
    yield "  esac"
    yield "  local words"
    yield '  case "$command" in'
    yield f'    "") words="{" ".join([*names, "--help", "--version"])}" ;;'
    for command in commands:
        flags = " ".join(name for option in command.options for name in option.names)
        if command.words:
            yield f'    {command.name}) words="{" ".join(command.words)} {flags}" ;;'
        else:
            yield f'    {command.name}) [[ $current == -* ]] || return; words="{flags}" ;;'
    yield "  esac"
    yield '  COMPREPLY=($(compgen -W "$words" -- "$current"))'
    yield "}"
    yield "complete -o default -F _vebuilder vebuilder"


def _zsh(commands: list[Command]) -> Iterator[str]:
    yield "#compdef vebuilder"
    yield "# zsh: put this into a file named _vebuilder in a folder of $fpath"
    yield "_vebuilder() {"
    yield "  local -a commands=("
    for command in commands:
        yield f"    {_quoted(f'{command.name}:{command.told}')}"
    yield "  )"
    yield "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi"
    yield "  local name=$words[2]"
    yield "  shift words; (( CURRENT-- ))"
    yield "  case $name in"
    for command in commands:
        yield f"    {command.name})"
        yield "      _arguments \\"
        for option in command.options:
            behind = ""
            if option.value is not None:
                known = (
                    f"({' '.join(option.choices)})" if option.choices else "_files" if option.path else " "
                )
                behind = f":{_zsh_text(option.value)}:{known}"
            for name in option.names:
                yield f"        {_quoted(f'{name}[{_zsh_text(option.told)}]{behind}')} \\"
        known = " ".join(command.words)
        yield f"        {_quoted(f'*:word:({known})' if known else '*:file:_files')}"
        yield "      ;;"
    yield "  esac"
    yield "}"
    yield "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then"
    yield '  _vebuilder "$@"'
    yield "else"
    yield "  compdef _vebuilder vebuilder"
    yield "fi"


def _zsh_text(words: str) -> str:
    return "".join(f"\\{letter}" if letter in "[]:\\" else letter for letter in words)


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "'\\''") + "'"


def _fish(commands: list[Command]) -> Iterator[str]:
    yield "# fish: put this into ~/.config/fish/completions/vebuilder.fish"
    for command in commands:
        told = _fish_quoted(command.told)
        yield f"complete -c vebuilder -n __fish_use_subcommand -f -a {command.name} -d {told}"
    for command in commands:
        seen = _fish_quoted(f"__fish_seen_subcommand_from {command.name}")
        if command.words:
            yield f"complete -c vebuilder -n {seen} -f -a {_fish_quoted(' '.join(command.words))}"
        for option in command.options:
            named = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
            )
            if option.value is not None:
                choices = f" -a {_fish_quoted(' '.join(option.choices))}" if option.choices else ""
                named += f" -r{' -F' if option.path else ' -f'}{choices}"
            yield f"complete -c vebuilder -n {seen} {named} -d {_fish_quoted(option.told)}"


def _fish_quoted(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


SCRIPTS: dict[str, Callable[[list[Command]], Iterator[str]]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
