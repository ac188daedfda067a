"""Every mistake is told of where it stands, in words its author can use, all of a file's mistakes in one go."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import process_time

import pytest

from sim.common.errors import BadInput, Problem, echo, nearest
from sim.common.units import parse_amount
from sim.reading.reference import shipped
from sim.reading.resolved import dump_resolved
from sim.reading.scenario import read_scenario
from sim.reading.yaml.strict import parse_yaml
from tests.rings import in_rings
from tests.unit.corpus import GOOD, Case, cases, mismatch
from tests.unit.corpus.runs import TEARS, Tear
from tests.unit.corpus.tables import DAMAGES, Damage

FILES = ("shape", "values", "acts", "syntax", "together", "campaign", "settings")
TEXTS = [case for name in FILES for case in cases(name)]
SCENARIOS = sorted(shipped().glob("*.yaml"))
ONE_SCREEN = 60
LONGEST_LINE = 200


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A good scenario that stands on its own."""
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def refused(path: Path, overrides: tuple[str, ...] = (), folder: Path | None = None) -> list[Problem]:
    """The problems of a file that must be refused, with a message fit to print."""
    with pytest.raises(BadInput) as caught:
        read_scenario(path, overrides, folder)
    fit_to_print(caught.value, path)
    return caught.value.problems


def fit_to_print(error: BadInput, path: Path) -> None:
    """One screen, no control characters, no path but the one that was asked for."""
    lines = str(error).splitlines()
    assert 0 < len(lines) <= ONE_SCREEN
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert all(line.isprintable() for line in lines)
    for problem in error.problems:
        assert str(path.parent) not in problem.message + problem.given + problem.allowed
        assert "pydantic" not in str(problem).lower()
        assert "input should" not in str(problem).lower()


# -- the corpus -------------------------------------------------------------------------------------------------------


def test_the_corpus_is_large_and_has_no_case_twice() -> None:
    whole = [(case.marked.replace("‸", ""), case.settings) for case in TEXTS]
    assert len(whole) + len(DAMAGES) + len(TEARS) >= 600
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name)
def test_a_mistake_is_told_of_where_it_stands(case: Case, tmp_path: Path) -> None:
    text, places = case.unmarked()
    path = tmp_path / "scenario.yaml"
    path.write_bytes(text.encode())
    problems = refused(path, case.settings)
    assert [(p.line, p.column) for p in problems if p.line] == places
    assert len(problems) == len(case.said), [p.message for p in problems]
    assert not [wrong for said, problem in zip(case.said, problems, strict=True) for wrong in mismatch(said, problem)]
    if not case.settings:
        assert {problem.file for problem in problems} == {str(path)}
        assert (problems[0].line, problems[0].column) == min((p.line, p.column) for p in problems)


@pytest.mark.parametrize("damage", in_rings(DAMAGES, 3), ids=lambda d: f"{d.file}-{d.says}-{d.instead[-25:]!r}")
def test_a_mistake_in_a_table_is_told_of_on_its_line(damage: Damage, good: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped() / "reference", tmp_path / "home" / "reference")
    table = tmp_path / "home" / "reference" / damage.file
    text = table.read_text(encoding="utf-8")
    old = text if damage.text == "..." else damage.text
    assert old in text
    table.write_text(text.replace(old, damage.instead, 1), encoding="utf-8")
    first, *others = refused(good, folder=tmp_path / "home")
    assert first.file == str(table)
    assert first.line == text.count("\n", 0, text.index(old)) + 1 + damage.below
    assert (first.message, first.given, len(others)) == (damage.says, damage.given, damage.also)
    assert damage.fix in first.hint


@pytest.fixture(scope="module")
def resolved() -> str:
    """What a run writes."""
    return dump_resolved(read_scenario(shipped() / "unscr_2371.yaml").scenario)


@pytest.mark.parametrize("tear", TEARS, ids=lambda tear: tear.name)
def test_a_damaged_resolved_scenario_is_refused(tear: Tear, resolved: str, tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    text = tear.do(resolved)
    assert text != resolved
    path.write_text(text, encoding="utf-8")
    first, *others = refused(path)
    assert not others
    assert first.key == tear.key
    assert first.message.startswith(tear.says)
    assert not tear.given or first.given == tear.given
    assert tear.allowed in first.allowed
    if first.line and tear.key and first.message != "is missing":
        key = tear.key.replace("]", "").replace("[", ".").split(".")[-1]
        pointed = text.splitlines()[first.line - 1][first.column - 1 :]
        assert pointed.startswith((json.dumps(key), json.dumps(first.given)))


def test_a_resolved_scenario_takes_no_setting(resolved: str, tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(resolved, encoding="utf-8")
    assert dump_resolved(read_scenario(path).scenario) == resolved
    (problem,) = refused(path, ("draws=3",))
    assert problem.message == "a resolved scenario takes no --set"


def test_several_places_of_a_resolved_scenario_are_told_of_together(resolved: str, tmp_path: Path) -> None:
    content = json.loads(resolved)
    content |= {"draws": 0, "seed": -1, "colour": "red"}
    content["numbers"]["theta"]["low"] = 0.99
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
    assert [problem.key for problem in refused(path)] == ["colour", "draws", "numbers.theta", "seed"]


# -- files that are no scenarios --------------------------------------------------------------------------------------

SMALL_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n"

FILES: dict[str, tuple[bytes, str, int, str]] = {
    "empty": (b"", "the file is empty", 0, ""),
    "blank lines": (b"\n \n\n", "the file is empty", 0, ""),
    "only a comment": (b"# nothing\n", "the file is empty", 0, ""),
    "null": (b"null\n", "the file is empty", 0, ""),
    "only a start": (b"---\n", "the file is empty", 0, ""),
    "only a byte order mark": (b"\xef\xbb\xbf", "the file is empty", 0, ""),
    "50 MB": (b"a: 1\n" * 10_000_000, "the file is too large", 0, "50.0 MB"),
    "600 kB": (b"# c\n" * 150_000, "the file is too large", 0, "0.6 MB"),
    "every byte": (bytes(range(256)), "is a binary file, not text", 0, ""),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file, not text", 0, ""),
    "a gzip": (b"\x1f\x8b\x08\x00\x00\x00", "is a binary file, not text", 0, ""),
    "a NUL": (b"title: T\ndescription: a\0b\n", "is a binary file, not YAML text", 2, "a NUL byte"),
    "UTF-16": ("title: T\n".encode("utf-16"), "is UTF-16 text, not UTF-8", 0, ""),
    "Latin-1": (b"title: T\ndescription: caf\xe9\n", "is not UTF-8 text", 2, ""),
    "half a character": (b"title: T\ndescription: \xe2\x82\n", "is not UTF-8 text", 2, ""),
    "a list": (b"- a\n- b\n", "a scenario is a mapping", 1, "a list"),
    "a word": (b"hello\n", "a scenario is a mapping", 1, "hello"),
    "a number": (b"\n5\n", "a scenario is a mapping", 2, "5"),
    "NaN": (b".nan\n", "a scenario is a mapping", 1, ".nan"),
    "an alias": (b"*a\n", "aliases (*name) are not accepted", 1, "*a"),
    "deep lists": (b"a: " + b"[" * 100 + b"]" * 100, "is nested too deeply", 1, ""),
    "deep blocks": ("\n".join("  " * n + "a:" for n in range(60)).encode(), "is nested too deeply", 21, ""),
    "deep brackets": (b"[" * 400_000, "is nested too deeply", 1, ""),
    "deep braces": (b"{a: " * 100_000, "is nested too deeply", 1, ""),
    "deep dashes": (b"- " * 100_000, "is nested too deeply", 1, ""),
    "deep question marks": (b"? " * 100_000, "a key must be a plain word", 1, "a mapping"),
    "too many keys": (b"".join(b"k%d: v\n" % n for n in range(11_000)), "too many values", 10_000, ""),
    "too many items": (b"bundle: [" + b"a, " * 25_000 + b"]", "too many values", 1, ""),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_scenario(name: str, tmp_path: Path) -> None:
    content, message, line, given = FILES[name]
    path = tmp_path / "scenario.yaml"
    path.write_bytes(content)
    (problem,) = refused(path)
    assert (problem.message, problem.line, problem.given) == (message, line, given)
    assert problem.file == str(path)


BOMBS = {
    "aliases": SMALL_BOMB,
    "merges": "base: &base {a: 1}\n" + "".join(f"k{n}: {{<<: *base}}\n" for n in range(1000)),
    "unknown keys": "".join(f"k{n}: v\n" for n in range(9000)),
    "unknown partners": "partners:\n" + "".join(f"  p{n}: {{dial: 11}}\n" for n in range(3000)),
    "unknown acts": f"bundle: [{'unscr_237, ' * 15_000}]\n",
    "the same act": f"bundle: [{'unscr_2371, ' * 15_000}]\n",
    "unknown links": "behaviour:\n  use: ex_ante_2017\n  substitution_share:\n"
    + "".join(f"    textiles>wigz{n}: 0.1\n" for n in range(8000)),
    "overlapping observations": "observed:\n"
    + "- {partner: china, stream: coal, from: 2017-01-01, to: 2017-01-02, compliance: 0.5, source: s}\n" * 1300,
    "the same key": "draws: 1\n" * 9000,
    "a long word": f"prices: {'v' * 400_000}\n",
    "a spacious amount": f'baseline: {{use: customs_2016, outside_largest_buyer: "1{" " * 400_000}x y"}}\n',
    "a long name": f"bundle: [{'unscr_' * 50_000}]\n",
    "blank lines": 'title: "T\n' + "\n" * 400_000,
    "control characters": 'title: "\\e[31m"\n' + "".join(f'"k\\e{n}": 1\n' for n in range(2000)),
    "digits": f"seed: {'9' * 400_000}\ndraws: 1e{'9' * 100_000}\n",
}


def acts(*provisions: str) -> str:
    """One act with many provisions, p0 and on."""
    lines = "".join(f"      p{n}: {provision}\n" for n, provision in enumerate(provisions))
    return f"measures:\n  x:\n    title: X\n    issuer: un\n    adopted: 2017-01-01\n    provisions:\n{lines}"


BOMBS |= {
    "unknown successors": acts(*(f"{{kind: ban, streams: [coal], superseded_by: [x.q{n}]}}" for n in range(1500))),
    "a chain of successors": acts(
        *(f"{{kind: ban, streams: [coal], superseded_by: [x.p{n + 1}]}}" for n in range(1500))
    ),
    "circles of successors": acts(
        *(f"{{kind: ban, streams: [coal], superseded_by: [x.p{(n + 1) % 1000}, x.p0]}}" for n in range(1000))
    ),
}


@cache
def plain_reading() -> float:
    """CPU seconds of reading a sound file of 8,000 lines: what any file of the largest size may cost."""
    began = process_time()
    parse_yaml("".join(f"k{n}: 0.1\n" for n in range(8000)).encode(), "plain.yaml")
    return process_time() - began


@pytest.mark.parametrize("name", in_rings(BOMBS, 5))
def test_no_file_takes_long(name: str, tmp_path: Path, cpu_seconds: Callable[[], float]) -> None:
    """No more than a few times what a sound file of that size takes on the same machine."""
    plain_reading()
    path = tmp_path / "scenario.yaml"
    keys = [line.partition(":")[0] for line in BOMBS[name].splitlines()]
    kept = [line for line in GOOD.splitlines(keepends=True) if line.partition(":")[0] not in keys]
    path.write_text("".join(kept) + BOMBS[name], encoding="utf-8")
    began = cpu_seconds()
    assert refused(path)
    assert cpu_seconds() - began < 6 * plain_reading()


def test_a_directory_a_pipe_and_a_device(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path)
    assert (problem.message, problem.hint) == ("is a directory, not a file", "name the YAML file inside it")
    (tmp_path / "scenario.json").write_text("{}", encoding="utf-8")
    (problem,) = refused(tmp_path)
    assert problem.hint == f"name {tmp_path / 'scenario.json'}, the scenario that was run"
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", Path("/dev/zero"), Path("/dev/null")):
        (problem,) = refused(path)
        assert problem.message == "is not an ordinary file"


def test_a_file_that_is_not_there(good: Path) -> None:
    (problem,) = refused(good.with_name("god.yaml"))
    assert (problem.message, problem.file) == ("no such file", str(good.with_name("god.yaml")))
    assert problem.hint == f"did you mean '{good}'?"
    (problem,) = refused(good.parent / "nowhere" / "x.yaml")
    assert (problem.message, problem.hint) == ("no such file", "dial list scenarios says what each of them is")
    assert "a shipped scenario: dial_5, ladder, " in problem.allowed
    (problem,) = refused(good.parent / "nowhere" / "todya.json")
    assert problem.hint == "did you mean 'today/today'?"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a\0b.yaml", "not a usable file name"), ("x" * 5000, "file name too long"), ("good.yaml/x", "not a directory")],
)
def test_a_name_that_no_file_can_have(name: str, reason: str, good: Path) -> None:
    (problem,) = refused(good.parent / name)
    assert problem.message == f"cannot be read: {reason}"


@pytest.mark.parametrize("name", ["a\x1b[31m.yaml", "a\udcff.yaml", "a\u202eb.yaml", "a\nb.yaml"])
def test_a_name_is_printed_without_its_control_characters(name: str, tmp_path: Path) -> None:
    (problem,) = refused(tmp_path / name)
    assert problem.message == "no such file"
    assert "\\" in str(problem)


def test_a_link_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    (problem,) = refused(path)
    assert problem.message == "cannot be read: too many levels of symbolic links"


def test_a_file_without_permission(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    good.chmod(0)
    if os.access(good, os.R_OK):  # an administrator may read it all the same
        monkeypatch.setattr(Path, "open", denied)
    (problem,) = refused(good)
    assert (problem.message, problem.file) == ("cannot be read: permission denied", str(good))


# -- based_on ---------------------------------------------------------------------------------------------------------


def write(folder: Path, **files: str) -> None:
    """Scenario files by name, without their ending."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_circles_in_based_on(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="based_on: b.yaml\n",
        b="based_on: c.yaml\n",
        c="title: C\nbased_on: a.yaml\n",
        me="based_on: me.yaml\n",
    )
    (problem,) = refused(tmp_path / "a.yaml")
    assert (problem.file, problem.line, problem.key) == (str(tmp_path / "c.yaml"), 2, "based_on")
    assert (problem.message, problem.given) == ("goes in a circle", "a.yaml -> b.yaml -> c.yaml -> a.yaml")
    (problem,) = refused(tmp_path / "me.yaml")
    assert problem.given == "me.yaml -> me.yaml"


def test_a_circle_that_begins_later(tmp_path: Path) -> None:
    write(tmp_path, a="based_on: b.yaml\n", b="based_on: c.yaml\n", c="based_on: b.yaml\n")
    (problem,) = refused(tmp_path / "a.yaml")
    assert problem.given == "b.yaml -> c.yaml -> b.yaml"


def test_a_chain_that_is_too_long(tmp_path: Path) -> None:
    write(tmp_path, **{f"n{n}": f"based_on: n{n + 1}.yaml\n" for n in range(20)})
    (problem,) = refused(tmp_path / "n0.yaml")
    assert (problem.message, problem.allowed) == ("the chain is too long", "at most 12 files")


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("baseline_2015.yaml", "no such scenario", ""),
        ("history", "no such scenario", "did you mean 'history.yaml'?"),
        ("today", "no such scenario", "it stands in a folder: write 'today/today.yaml'"),
        ("behaviour_sobol.yaml", "no such scenario", ""),
        ("reference", "no such scenario", ""),
        ("/nowhere/x.yaml", "no such scenario", ""),
        ("x" * 5000, "no such scenario", ""),
        ("run.json", "a resolved scenario cannot be built on", "name the YAML file it came from"),
    ],
)
def test_a_base_that_is_none(name: str, message: str, hint: str, tmp_path: Path) -> None:
    write(tmp_path, top=f"title: T\nbased_on: {name}\n")
    (problem,) = refused(tmp_path / "top.yaml")
    assert (problem.message, problem.hint, problem.line, problem.column, problem.key) == (
        message,
        hint,
        2,
        1,
        "based_on",
    )
    assert problem.given == echo(name)


def test_mistakes_of_the_base_and_of_the_file_itself_come_together(tmp_path: Path) -> None:
    write(tmp_path, base=GOOD + "colour: red\nseed: -1\n", top="based_on: base.yaml\ndraws: 0\nseed: 5\nprices: NO\n")
    found = [(Path(p.file).name, p.line, p.key) for p in refused(tmp_path / "top.yaml", ("campaign.dial=11",))]
    assert found == [
        ("--set campaign.dial=11", 0, "campaign.dial"),
        ("base.yaml", 7, "colour"),
        ("top.yaml", 2, "draws"),
        ("top.yaml", 4, "prices"),
    ]


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("title: [\n", "not YAML: a bracket that is never closed"),
        ("", "the file is empty"),
        ("- a\n", "a scenario is a mapping"),
    ],
)
def test_a_base_that_cannot_be_read(base: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, base=base, top="based_on: base.yaml\ndraws: 1\ndraws: 2\n")
    problems = refused(tmp_path / "top.yaml")
    assert [(Path(p.file).name, p.message) for p in problems] == [
        ("base.yaml", message),
        ("top.yaml", "the key stands twice"),
    ]


def test_the_place_of_a_merged_value_is_in_the_file_that_gave_it(tmp_path: Path) -> None:
    write(tmp_path, base=GOOD.replace("5.5", "11"), top="based_on: base.yaml\ncampaign: {review_months: 0}\n")
    found = [(Path(p.file).name, p.line, p.column, p.key) for p in refused(tmp_path / "top.yaml")]
    assert found == [("base.yaml", 4, 12, "campaign.dial"), ("top.yaml", 2, 12, "campaign.review_months")]


# -- what is good stays good ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_read(path: Path) -> None:
    assert read_scenario(path).scenario.name == path.stem


@pytest.mark.parametrize(
    "lines",
    [
        "campaign: {dial: 0}",
        "campaign: {dial: 10}",
        "campaign: {dial: [{from: 2017-01, dial: 1e0}]}",
        "campaign: {dial: +5.5}",
        "title: NO",
        "title: on",
        'title: "2017"',
        'title: "5 °C — naïve 中国 🙂"',
        "title: T # a comment",
        "title: >-\n  folded\n  text",
        "description: |\n  kept\n  text",
        "behaviour: {use: ex_ante_2017, theta: 80 %}",
        "behaviour: {use: ex_ante_2017, growth: 5 %}",
        "behaviour: {use: ex_ante_2017, tau_k: 2 years}",
        'behaviour: {use: ex_ante_2017, tau_k: "18"}',
        "behaviour: {use: ex_ante_2017, theta: {value: 0.5, low: 0.5, high: 0.5}}",
        "behaviour: {use: ex_ante_2017, theta: {coal: 0.5, goods: {value: 0.4, low: 0.1}}}",
        "baseline: {use: customs_2016, outside_largest_buyer: 290 MUSD/yr}",
        "baseline: {use: customs_2016, outside_largest_buyer: 0.29bnUSD/yr}",
        "baseline: {use: customs_2016, shares: {coal: {china: 0.7, india: 0.2, russia: 0.1}}}",
        "baseline: {use: customs_2016, shares: {workers: {china: 0.5, russia: 0.5}}}",
        "baseline: {use: customs_2016, amounts: {coal: {india: 0 MUSD/yr}}}",
        "baseline: {use: customs_2016, amounts: {workers: {china: 50000 heads}}}",
        "baseline: {use: customs_2016, amounts: {textiles: {china: {value: 695 MUSD/yr, low: 561 MUSD/yr}}}}",
        "partners: {china: {notices: off}, india: {notices: [{from: 2018-01, is: on}]}, russia: {notices: true}}",
        "evasion_from: 2016-02-29",
        "draws: 10000000",
        "seed: 4611686018427387903",
        "bundle: []",
        "description: ''",
    ],
)
def test_what_is_right_is_not_refused(lines: str, tmp_path: Path) -> None:
    key = lines.partition(":")[0]
    kept = [line for line in GOOD.splitlines(keepends=True) if line.partition(":")[0] != key]
    write(
        tmp_path,
        good="\ufeff" + "".join(kept) + lines + "\n",
        windows=("".join(kept) + lines + "\n").replace("\n", "\r\n"),
    )
    one, other = (read_scenario(tmp_path / f"{name}.yaml").scenario for name in ("good", "windows"))
    assert one.title.split() == other.title.split()


PAYMENT = "measures: {x: {title: X, issuer: us, instrument: payment, adopted: 2017-01-01, streams: [coal]}}\n"


@pytest.mark.parametrize("strength", ["0", "0.1", "{value: 0, high: 0.2, source: s}"])
def test_a_strength_that_is_given_is_taken(strength: str, good: Path) -> None:
    """A strength of 0 that somebody chose is a choice (a sweep begins there); silence is not."""
    text = PAYMENT + f"bundle: [x]\nbehaviour: {{use: ex_ante_2017, payment_share: {{x: {strength}}}}}\n"
    good.write_text(GOOD.replace("behaviour: {use: ex_ante_2017}\n", text), encoding="utf-8")
    assert "payment_share.x" in read_scenario(good).scenario.numbers


def test_heads_are_heads_and_money_is_money(good: Path) -> None:
    settings = ["baseline.amounts.workers.china=50e3 heads", "baseline.amounts.coal.china=1 bnUSD/yr"]
    numbers = read_scenario(good, settings).scenario.numbers
    assert (numbers["baseline.workers.china"].value, numbers["baseline.workers.china"].unit) == (50_000, "heads")
    assert (numbers["baseline.coal.china"].value, numbers["baseline.coal.china"].unit) == (1_000, "MUSD/yr")


@pytest.mark.parametrize(
    ("dial", "asked"), [("0.55", "0.55: did you mean 5.5?"), ("0", ""), ("1", ""), ("0.999", "9.99?")]
)
@pytest.mark.parametrize("key", ["campaign.dial", "partners.china.dial"])
@pytest.mark.parametrize("path", ["{}", "[{{from: 2016-01, dial: 4}}, {{from: 2017-03, dial: {}}}]"])
def test_a_dial_between_0_and_1_is_asked_about(key: str, dial: str, path: str, asked: str, good: Path) -> None:
    notes = [note for note in read_scenario(good, [f"{key}={path.format(dial)}"]).warnings if "dial" in note]
    assert [note.startswith(key) and asked in note for note in notes] == [True] * bool(asked)


# -- how it is said ---------------------------------------------------------------------------------------------------


def test_a_message_is_cut_to_one_screen_and_says_so(good: Path) -> None:
    good.write_text(GOOD + "".join(f"bundle_{n}: []\n" for n in range(30)), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_scenario(good)
    assert len(caught.value.problems) == 30
    assert str(caught.value).splitlines()[-1] == "... and 18 more"
    assert str(caught.value).count("allowed: as above") == 11


def test_a_message_reads_like_this(good: Path) -> None:
    good.write_text(GOOD + "bundle: [unscr_2371]\npartners: {chnia: {dial: 3}}\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_scenario(good)
    assert str(caught.value).replace(str(good), "good.yaml") == (
        "good.yaml:8:12: partners.chnia: unknown partner 'chnia'\n"
        "    allowed: china, eu, india, japan, kuwait, malaysia, mongolia, oman, other_africa, pakistan, philippines, "
        "qatar,\n"
        "             rest_of_world, russia, singapore, south_korea, sudan, taiwan, thailand, uae\n"
        "    fix: did you mean 'china'?"
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "nothing"),
        (True, "true"),
        ("", "''"),
        ([], "a list"),
        ({}, "a mapping"),
        ("\x1b", "\\x1b"),
        ("\u202e", "\\u202e"),
        (0.1, "0.1"),
        ("x" * 99, "x" * 79 + "…"),
    ],
)
def test_values_are_repeated_back_in_the_words_of_yaml(value: object, told: str) -> None:
    assert echo(value) == told


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Chnia", "china"),
        ("CHINA", "china"),
        ("south korea", "south_korea"),
        ("south-korea", "south_korea"),
        ("x", ""),
        ("", ""),
    ],
)
def test_the_nearest_name(name: str, hint: str) -> None:
    assert nearest(name, ["japan", "china", "south_korea"]) == (f"did you mean '{hint}'?" if hint else "")


@pytest.mark.parametrize(
    "text", ["5,5 kt", "1,000 kt", "0x1 kt", "1/2", "5-6", "~5", "$5", "nan", "5 kt per year", "5 k t", "", "kt"]
)
def test_amounts_written_otherwise_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be a|unknown unit 'k t'"):
        parse_amount(text)
