"""A scenario that uses everything, and what can be done to a file: the same mutants every time for the same number."""

from __future__ import annotations

import random
from collections.abc import Callable

RICH = """\
title: "A scenario that uses everything"
description: >-
  Every kind of thing a file may hold,
  so that a mutation can hit all of them.
horizon: {start: 2016-06, end: 2018-12}
known_by: 2019-12
baseline:
  use: customs_2016
  outside_largest_buyer: 290 MUSD/yr
  amounts:
    coal: {china: 1.2 bnUSD/yr, india: 3 MUSD/yr}
  shares:
    seafood: {china: 0.7, russia: 0.2, rest_of_world: 0.1}
prices: observed
bundle: [unscr_1718, unscr_2270, unscr_2321, unscr_2371, us_eo_13810, my_cap, my_cutoff]
under_test: [unscr_2371, my_cap]
campaign:
  dial: [{from: 2016-01, dial: 4}, {from: 2017-08-05, dial: 7.5}]
  fatigue: [{from: 2018-01-01, share: 0.2}]
  dial_curve: [{dial: 5, share: 0.2}, {dial: 6, share: 0.25}]
  review_months: 3
partners:
  china:
    dial: 6
    notices: [{from: 2018-03-01, is: off}, {from: 2018-06, is: on}]
    relief: [{from: 2018-05, points: 1}]
    diplomatic: -0.5
    resistance: {value: 1.1, low: 0.8, high: 1.5, distribution: uniform, known_by: 2017-07, source: judgement}
    lag_days: 23 days
  russia: {exposure: 0.4, tau_up: 1 years}
behaviour:
  use: ex_ante_2017
  gamma: 2.5
  theta: {coal: 0.6, goods: {value: 0.5, low: 0.3, high: 0.7, basis: judgement, kind: press, note: n}}
  tau_k: {value: 1.5, unit: years, low: 1, high: 2}
  delta_s: 50 %
  q: {ban: 0.9, unscr_2371: 0.95}
  unit_value: {wigs: 90000 USD/t}
  payment_share: {my_cutoff: 0.1}
  substitution_share: {"textiles>wigs": 0.1}
evasion_from: 2016-03-02
observed:
  - {partner: china, stream: coal, from: 2017-02-19, to: 2017-12-31, compliance: 1, source: customs, known_by: 2018-01}
  - partner: russia
    stream: coal
    from: 2017-01-01
    to: 2017-01-31
    compliance: .5
    source: "press"
    known_by: 2018-01
shocks:
  - {partners: [china], streams: [textiles, wigs], from: 2018-02-01, to: 2018-02-28, factor: 0.5, smuggling: 0.8}
volumes: [{stream: iron_ore, months: {2017-05: 1.07, 2017-06: 1.04}, source: s, known_by: 2017-07}]
lift: {unscr_2371.seafood: 2018-06-01, my_cap: 2018-12-01}
substitution_from: {"textiles>wigs": 2017-09-11}
measures:
  my_cap:
    title: A cap of my own
    issuer: un
    expected_notices: no
    adopted: 2017-03-01
    source: judgement
    provisions:
      lead: {kind: cap, streams: [lead], cap_value: 50 MUSD/yr, carry_over: true, superseded_by: [my_cap.all]}
      wigs:
        kind: cap
        streams: [wigs]
        cap_quantity: 0.1 kt
        window: {from: 2017-05-01, to: 2017-09-01}
        effective: 2017-05-01
        exempt: {wigs: 0.1}
      all:
        kind: ban
        streams: [lead, wood]
        adopted: 2018-01-01
        wind_down_days: 30
        lifted: 2018-10-01
        strands: yes
        releases: {from: 2018-02-01, to: 2018-03-01}
        verified: no
      labour: {kind: repatriate, streams: [workers], deadline: 2018-12-22}
  my_cutoff: {title: C, issuer: us, instrument: payment, adopted: 2017-06-29, streams: [coal], effective: 2017-12-08}
  my_gate: {title: G, issuer: eu, adopted: 2017-03-01, provisions: {a: {kind: ban, streams: [airline], closes: yes}}}
  my_notice: {title: N, issuer: china, adopted: 2017-03-10, provisions: {lead: {transposes: my_cap.lead}}}
draws: 1000
seed: 42
"""

NASTY = (
    *("&a [*a]", "*a", "&a", "!!python/object:os.system", "!!binary |", "!x", "<<:", "<<: *a", "? ", "- ", "? [a]: b"),
    *(
        "|",
        ">",
        "|2",
        ">-",
        "%YAML 1.1",
        "---",
        "...",
        "@",
        "`",
        "#",
        " #",
        "\t",
        "\n\t",
        "\0",
        "\x07",
        "\x1b[31m",
        "\x85",
    ),
    *(
        "\u2028",
        "\ufeff",
        "\u202e",
        "\U0001f642",
        "é",
        "ＮＯ",
        "9" * 400,
        "-0",
        "+0",
        "0x10",
        "0o7",
        "1_000",
        "1,000",
        "1:30",
    ),
    *(
        "1e999",
        "-1e999",
        "1e-999",
        ".inf",
        "-.inf",
        ".nan",
        ".NaN",
        "nan",
        "Infinity",
        "NO",
        "on",
        "yes",
        "null",
        "~",
        "''",
    ),
    *(
        '"',
        "'",
        '"\\ud800"',
        '"\\x00"',
        '"\\U00110000"',
        "[" * 30,
        "{" * 30,
        "{a: " * 30,
        "]" * 5,
        "}" * 5,
        "[]",
        "{}",
        "[,]",
    ),
    *(":", ": ", ",", "2017-02-30", "2017-13", "0000-00-00", "9999-99-99", "-5 MUSD/yr", "5 MUSD", "MUSD/yr", "101 %"),
    *("based_on: ", "based_on: .", "based_on: mutated.yaml", "based_on: /dev/zero", "title: ", "x" * 3000, " " * 3000),
    *(
        "\n" * 500,
        "china",
        "coal",
        "unscr_2371",
        "my_cap.all",
        "textiles>wigs",
        "use",
        "value",
        "from",
        "{value: 1, low: 2}",
    ),
)


def flipped(data: bytes, choice: random.Random) -> bytes:
    """A few bytes changed to any others."""
    changed = bytearray(data)
    for _ in range(choice.randint(1, 4)):
        changed[choice.randrange(len(changed))] = choice.randrange(256)
    return bytes(changed)


def on_text(change: Callable[[str, random.Random], str]) -> Callable[[bytes, random.Random], bytes]:
    """A mutation of the text as one of its bytes."""
    return lambda data, choice: change(data.decode("utf-8", "replace"), choice).encode("utf-8", "replace")


def inserted(text: str, choice: random.Random) -> str:
    """Something nasty put in somewhere."""
    at = choice.randrange(len(text) + 1)
    return text[:at] + choice.choice(NASTY) + text[at:]


def replaced(text: str, choice: random.Random) -> str:
    """Something nasty in place of a word."""
    words = text.split(" ")
    words[choice.randrange(len(words))] = choice.choice(NASTY)
    return " ".join(words)


def revalued(text: str, choice: random.Random) -> str:
    """Something nasty in place of what follows a key."""
    keys = text.split(": ")
    at = choice.randrange(len(keys))
    kept = next((n for n, c in enumerate(keys[at]) if c in ",}\n"), len(keys[at]))
    keys[at] = choice.choice(NASTY) + keys[at][kept:]
    return ": ".join(keys)


def swapped(text: str, choice: random.Random) -> str:
    """Two words in each other's place."""
    words = text.split(" ")
    one, other = choice.randrange(len(words)), choice.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def lines_changed(text: str, choice: random.Random) -> str:
    """A line twice, gone, moved, or indented otherwise."""
    lines = text.splitlines(keepends=True) or [""]
    at, to = choice.randrange(len(lines)), choice.randrange(len(lines))
    line = lines[at]
    kind = choice.randrange(5)
    if kind < 3:
        del lines[at]
    if kind in (0, 3):
        lines.insert(to, line)
    elif kind == 4:
        lines[at] = choice.choice(["", "  ", "\t"]) + line.lstrip()
    elif kind == 2:
        lines = lines[: max(1, len(lines) - to)]
    return "".join(lines)


def cut(text: str, choice: random.Random) -> str:
    """A part taken out, or the end."""
    start = choice.randrange(len(text) + 1)
    return text[:start] + text[start + choice.choice([1, 2, 10, 100, 10**6]) :]


MUTATIONS = [
    flipped,
    *(on_text(change) for change in (inserted, inserted, replaced, revalued, revalued, swapped, lines_changed, cut)),
]


def mutants(seeds: list[bytes], count: int, number: int) -> list[bytes]:
    """So many mutations of the seeds, one to three upon each other; the same ones every time."""
    choice = random.Random(number)
    found = []
    for _ in range(count):
        data = choice.choice(seeds)
        for _ in range(choice.choice([1, 1, 1, 2, 3])):
            data = choice.choice(MUTATIONS)(data, choice) if data else b"title: T\n"
        found.append(data)
    return found
