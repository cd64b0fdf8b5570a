"""``vebuilder completion``: scripts that the shells themselves accept and use."""

import json
import shutil
import subprocess

import pytest

from vebuilder.cli import _parser, main

SHELLS = ("bash", "zsh", "fish")


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def needs(shell: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    return path


def completed(text: str, words: list[str]) -> list[str]:
    """Return what bash offers behind words; the last one is what was begun."""
    asked = " ".join(f"'{word}'" for word in words)
    lines = [
        text, f"COMP_WORDS=({asked})", f"COMP_CWORD={len(words) - 1}", "compopt() { :; }", "_vebuilder",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    ]  # fmt: skip
    ran = subprocess.run(
        [needs("bash"), "--norc"], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    return ran.stdout.split()


def test_bash_completes_commands_options_and_choices(capsys: pytest.CaptureFixture[str]) -> None:
    text = script("bash", capsys)
    assert completed(text, ["vebuilder", "f"]) == ["form"]
    assert "report" in completed(text, ["vebuilder", ""])
    assert completed(text, ["vebuilder", "report", "a.json", "--al"]) == ["--alternatives"]
    assert completed(text, ["vebuilder", "convert", "a", "b", "--to", "g"]) == ["graphml"]
    assert completed(text, ["vebuilder", "completion", ""])[:3] == list(SHELLS)
    assert completed(text, ["vebuilder", "form", "net"]) == []  # left to the names of files
    assert completed(text, ["vebuilder", "form", "--time-limit", ""]) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_accepts_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    ran = subprocess.run([needs(shell), "-n"], input=text, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_fish_completes(capsys: pytest.CaptureFixture[str]) -> None:
    text = script("fish", capsys)
    asked = f"{text}\ncomplete -C 'vebuilder fo'\ncomplete -C 'vebuilder convert --to g'\n"
    ran = subprocess.run(
        [needs("fish"), "--no-config"], input=asked, capture_output=True, text=True, check=True
    )
    offered = [line.split("\t")[0] for line in ran.stdout.splitlines()]
    assert "form" in offered
    assert "graphml" in offered


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_every_option_is_in_it(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    (commands,) = [action for action in _parser()._actions if action.choices]
    assert commands.choices is not None
    for name, command in commands.choices.items():  # type: ignore[attr-defined]
        assert name in text
        for action in command._actions:
            for option in action.option_strings:
                assert option.lstrip("-") in text, (name, option)


def test_every_command_prints_json_if_asked() -> None:
    (commands,) = [action for action in _parser()._actions if action.choices]
    assert commands.choices is not None
    for name, command in commands.choices.items():  # type: ignore[attr-defined]
        assert any("--json" in action.option_strings for action in command._actions), name


def test_it_comes_as_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["shell"] == "bash"
    assert "complete -o default -F _vebuilder vebuilder" in told["script"]
