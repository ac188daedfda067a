"""Completion as text that a shell reads: everything stands in it, so that no program starts when a key is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sim.cli.grammar import Command, Option, Wanted

Names = Mapping[str, Sequence[str]]

BASH = """\
# Completion of dial for bash, written by: dial completion bash
_dial_words() {{
    COMPREPLY+=($(compgen -W "$*" -- "$word"))
}}

_dial_files() {{
    COMPREPLY+=($(compgen -f -- "$word"))
}}

_dial_takes_a_value() {{
    case "$1" in
        {valued}) return 0 ;;
    esac
    return 1
}}

_dial() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} path="" place=0 n IFS=$'\\n'
    COMPREPLY=()
    for ((n = 1; n < COMP_CWORD; n++)); do
        _dial_takes_a_value "$path ${{COMP_WORDS[n - 1]}}" && continue
        case "$path ${{COMP_WORDS[n]}}" in
            {commands}) path="${{path:+$path }}${{COMP_WORDS[n]}}" place=0 ;;
            *" -"*) ;;
            *) place=$((place + 1)) ;;
        esac
    done
    case "$path ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{values}
        *) _dial_takes_a_value "$path ${{COMP_WORDS[COMP_CWORD - 1]}}" && return ;;
    esac
    if [[ $word == -* ]]; then
        case "$path" in
{options}
        esac
        return
    fi
    case "$path $place" in
{places}
    esac
}}

complete -o filenames -F _dial dial
"""
ZSH = """\
#compdef dial
# Completion of dial for zsh, written by: dial completion zsh
{names}

_dial_commands() {{
    local -a known=(
{commands}
    )
    _describe -t commands command known
}}

_dial() {{
    local curcontext="$curcontext" state line
    typeset -A opt_args
    _arguments -C {options} '1:command:_dial_commands' '*:: :->rest' && return
    [[ $state == rest ]] || return
    case $words[1] in
{cases}
    esac
}}

{verbs}
if [[ $funcstack[1] == _dial ]]; then _dial "$@"; else compdef _dial dial; fi
"""


def bash_text(commands: Sequence[Command], names: Names) -> str:
    """One function for bash, 3.2 and later: it finds the command, then what may stand where the cursor is."""
    valued = [(command, option) for command in commands for option in command.options if option.value]
    known = [command.path for command in commands if command.path]
    return BASH.format(
        valued=_any(f"{command.path} {name}" for command, option in valued for name in option.names),
        commands=_any(path if " " in path else f" {path}" for path in known),
        values="\n".join(line for command, option in valued for line in _bash_value(command, option, names)),
        options="\n".join(
            f'            "{command.path}") _dial_words {" ".join(n for o in command.options for n in o.names)} ;;'
            for command in commands
        ),
        places="\n".join(line for command in commands for line in _bash_places(command, names)),
    )


def _any(patterns: Iterator[str]) -> str:
    return "|".join(f'"{pattern}"' for pattern in patterns)


def _bash_value(command: Command, option: Option, names: Names) -> Iterator[str]:
    where = _any(f"{command.path} {name}" for name in option.names)
    if offers := _bash_offers(option.value, names):
        yield f"        {where}) {offers}return ;;"


def _bash_offers(wanted: Wanted | None, names: Names) -> str:
    """What is offered in a place; nothing where the user alone knows."""
    if wanted is None:
        return ""
    words = " ".join((*wanted.words, *names.get(wanted.shipped, ())))
    return (f"_dial_words {words}; " if words else "") + ("_dial_files; " if wanted.files else "")


def _bash_places(command: Command, names: Names) -> Iterator[str]:
    for n, wanted in enumerate(command.places):
        last = command.again and n == len(command.places) - 1
        place = f'"{command.path} "*' if last else f'"{command.path} {n}"'
        if offers := _bash_offers(wanted, names):
            yield f"        {place}) {offers}: ;;"


def zsh_text(commands: Sequence[Command], names: Names) -> str:
    """A function for zsh, with what each command and option is about, to lie in $fpath or to be sourced."""
    itself, *others = commands
    top = [command for command in others if " " not in command.path]
    below = {one.path: [verb for verb in others if verb.path.startswith(f"{one.path} ")] for one in top}
    return ZSH.format(
        names="\n".join(_zsh_names(what, words) for what, words in names.items()),
        commands="\n".join(f"        {_described(command)}" for command in top),
        options=" ".join(_zsh_option(option) for option in itself.options),
        cases="\n".join(_zsh_case(one, "_dial_" + one.path if below[one.path] else "") for one in top),
        verbs="\n".join(_zsh_verbs(one, below[one.path]) for one in top if below[one.path]),
    )


def _zsh_names(what: str, words: Sequence[str]) -> str:
    """What offers shipped names, and files beside those that stand for one."""
    files = " 'files:file:_files'" if what in ("scenarios", "sweeps") else ""
    return f"_dial_{what}() {{ _alternative '{what}:shipped {what[:-1]}:({' '.join(words)})'{files} }}"


def _described(command: Command) -> str:
    return _quoted(f"{command.path.split()[-1]}:{command.help}")


def _zsh_case(command: Command, elsewhere: str = "") -> str:
    name = command.path.split()[-1]
    if elsewhere:
        return f"        {name}) {elsewhere} ;;"
    specs = [_zsh_option(option) for option in command.options] + list(_zsh_places(command))
    return f"        {name}) _arguments " + " \\\n            ".join(specs) + " ;;"


def _zsh_verbs(command: Command, verbs: Sequence[Command]) -> str:
    """A command with verbs: a word that is none of them is that of the verb `run`, which may be left out."""
    cases = "\n".join(_zsh_case(verb) for verb in verbs)
    described = "\n".join(f"        {_described(verb)}" for verb in verbs)
    specs = " \\\n            ".join(_zsh_option(option) for option in command.options)
    first = f"_dial_{command.path}_first"
    return f"""\
{first}() {{
    local -a known=(
{described}
    )
    _describe -t verbs verb known
    _dial_{command.places[0].shipped}
}}

_dial_{command.path}() {{
    if (( CURRENT == 2 )) || [[ " {" ".join(verb.path.split()[-1] for verb in verbs)} " != *" $words[2] "* ]]; then
        _arguments {specs} \\
            '1:verb or file:{first}'
        return
    fi
    shift words
    (( CURRENT-- ))
    case $words[1] in
{cases}
    esac
}}
"""


def _zsh_option(option: Option) -> str:
    """An option as `_arguments` has it: what it excludes, its names, its help, its value."""
    value = f":{_plain(option.value.name)}:{_zsh_action(option.value)}" if option.value else ""
    about = _quoted(f"[{_plain(option.help)}]{value}")
    others = "" if option.again else _quoted(f"({' '.join(option.names)})")
    star = "'*'" if option.again else ""
    names = "{" + ",".join(option.names) + "}" if len(option.names) > 1 else option.names[0]
    return f"{others}{star}{names}{about}"


def _zsh_places(command: Command) -> Iterator[str]:
    for n, wanted in enumerate(command.places, start=1):
        last = command.again and n == len(command.places)
        yield _quoted(f"{'*' if last else n}:{_plain(wanted.name)}:{_zsh_action(wanted)}")


def _zsh_action(wanted: Wanted) -> str:
    if wanted.words:
        return f"({' '.join(wanted.words)})"
    if wanted.shipped:
        return f"_dial_{wanted.shipped}"
    return "_files" if wanted.files else " "


def _plain(text: str) -> str:
    """A text in which none of its letters ends a part of `_arguments`."""
    return "".join(f"\\{letter}" if letter in "\\[]:" else letter for letter in text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


SCRIPTS: dict[str, Callable[[Sequence[Command], Names], str]] = {"bash": bash_text, "zsh": zsh_text}
