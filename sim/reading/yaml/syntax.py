"""What is wrong with a text that is no YAML, in words that its writer can use."""

from __future__ import annotations

import re

import yaml

from sim.common.errors import Problem, echo

HINTS = (
    ("mapping values are not allowed", "quote a text that contains ': '; check the indentation"),
    ("could not find expected ':'", "a key is followed by ': '"),
    ("expected <block end>", "check the indentation: keys of one mapping stand in one column"),
    ("expected ',' or", "a bracket or a comma is missing"),
    ("found undefined alias", "aliases (*name) are not accepted: write the value out"),
    ("cannot start any token", "quote a text that starts with a special character"),
    ("unknown escape character", "in double quotes a backslash is written twice"),
)
"""What YAML's own words mean for its writer."""


def syntax_problem(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """A text whose brackets, quotation marks or indentation do not fit, at the place where a reader would mend it."""
    what = error.problem or error.context or "not YAML"
    inside = error.context or ""
    unended = ("end of stream" in what or "stream end" in what) and ("quoted" in inside or "flow" in inside)
    mark = error.problem_mark or error.context_mark
    if error.context_mark and (unended or "could not find expected ':'" in what):
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    given = lines[line - 1] if line <= len(lines) else ""
    hint = next((hint for words, hint in HINTS if words in what), "")
    indent = given[: len(given) - len(given.lstrip())]
    if unended:
        what, hint = f"a {'quotation mark' if 'quoted' in inside else 'bracket'} that is never closed", "close it"
    elif "\t" in indent or "\\t" in what:
        what, hint = "a tab where YAML wants spaces", "indent with spaces"
    elif given.count('"') % 2 or given.count("'") % 2:
        hint = "a quotation mark may be missing"
    return Problem(f"not YAML: {echo(what)}", file, line, column, given=echo(given.strip()), hint=hint)


def unprintable(file: str, text: str, position: int) -> Problem:
    """A control character; the first one, as YAML's reader counts from the start of what it has buffered."""
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    position = bad.start() if bad else position
    line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
    given = echo(text[position : position + 1])
    if given == "\\x00":
        return Problem("is a binary file, not YAML text", file, line, column, given="a NUL byte")
    return Problem("a control character in the text", file, line, column, given=given, hint="remove it")


def beyond_unicode(file: str, text: str) -> Problem:
    """An escape such as \\U00110000, which names no character."""
    escape = re.search(r"\\U(?!000|0010)[0-9a-fA-F]{8}", text)
    start = escape.start() if escape else 0
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    given = escape[0] if escape else ""
    return Problem("not YAML: an escape that names no character", file, line, column, given=given, hint="remove it")
