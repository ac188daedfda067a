"""The parts of a page that do not move: law, assumptions, customs, what is left out, and where it all came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import resources

from sim.analysis.answers_by_dial import HIGH90, LOW90, MEDIAN, Answers, key_of
from sim.analysis.facts import judged as judged_words
from sim.analysis.score import KNOWING
from sim.analysis.sourcing import JUDGEMENT
from sim.domain.law import Measure, Provision
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, provisions_in_force
from sim.pages.html import Numbers, details, section, table

VERIFIED = {
    "yes": "text read",
    "official": "official notice read",
    "partly": "seen in part",
    "no": "not verified",
}
LINK = re.compile(r"https?://[^\s;,\"<>]+[^\s;,\"<>.)]")
BOLD, CODE, ITEM = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`(.+?)`"), re.compile(r"^- ", re.M)

Seen = Mapping[int, tuple[float, str]]
"""What customs recorded by year: USD million, and the source."""


def law(answers: Answers, drawn: str = "") -> str:
    """The acts of all bundles and the partners' notices of them, paragraph by paragraph, by the day they bind.

    `drawn`: a picture of them.
    """
    own: dict[str, tuple[Measure, Provision]] = {}
    notices: dict[str, tuple[Measure, Provision]] = {}
    pressure: dict[str, Measure] = {}
    for scenario in answers.scenarios:
        acts = {measure.id: measure for measure in scenario.measures}
        for provision in provisions_in_force(scenario):
            (notices if provision.transposes else own)[provision.id] = acts[provision.measure], provision
        pressure |= {m.id: m for m in scenario.measures if m.id in scenario.bundle and not m.provisions}
    heads = ("binds from", "act", "paragraph", "what it covers", "known how", "source")
    labels = {stream.id: stream.label for stream in answers.scenario.streams}
    goods = [stream.id for stream in answers.scenario.streams if stream.group == "goods"]
    paragraphs = table(heads, _provisions(own.values(), labels, goods), "Acts of the bundles", numeric=False)
    inside = drawn + details(f"{len(own)} paragraphs, with what they cover and their sources", paragraphs)
    if notices:
        rows = _provisions(notices.values(), labels, goods)
        inside += details(
            f"{len(notices)} notices by which partners carry them out", table(heads, rows, "Notices", numeric=False)
        )
    if pressure:
        names = "; ".join(escape(f"{m.title} ({m.effective or m.adopted})") for m in pressure.values())
        inside += f"<p>Pressure and payment, without paragraphs: {names}.</p>"
    return section("The law, by the day it binds", inside)


def _provisions(
    pairs: Iterable[tuple[Measure, Provision]], labels: dict[str, str], goods: Sequence[str]
) -> Iterator[list[str]]:
    """A row a paragraph, by the day it binds."""
    for measure, provision in sorted(pairs, key=lambda pair: (pair[1].binds, pair[1].id)):
        lifted = f" to {provision.lifted}" if provision.lifted else ""
        covers = (
            "all goods"
            if set(goods) <= set(provision.streams)
            else ", ".join(labels.get(stream, stream) for stream in provision.streams)
        )
        kind = f"notice of {provision.transposes}" if provision.transposes else provision.kind.replace("_", " ")
        yield [
            f"{provision.binds}{lifted}",
            escape(measure.title),
            escape(provision.paragraph or "–"),
            escape(f"{kind}: {covers}"),
            VERIFIED[provision.verified],
            linked(provision.source or measure.source),
        ]


def assumptions(answers: Answers) -> str:
    """Every number with its range and source, those that rest on judgement first."""
    numbers = sorted(answers.scenario.numbers.values(), key=lambda quantity: quantity.name)
    guessed = [quantity for quantity in numbers if quantity.basis == JUDGEMENT]
    known = [quantity for quantity in numbers if quantity.basis != JUDGEMENT]
    inside = f"<p>{escape(_begun(judged_words(answers.scenario)))}.</p>"
    heads = ("number", "value", "range", "unit", "basis", "why, and source")
    for what, some in (("rest on judgement", guessed), ("are observed, estimated or derived", known)):
        rows = [_quantity(quantity) for quantity in some]
        inside += details(f"{len(some)} numbers {what}", table(heads, rows, f"Numbers that {what}", numeric=False))
    return section("What it assumes, judgement first", inside)


def _quantity(quantity: Quantity) -> list[str]:
    unit = "MUSD/kt" if quantity.unit == "USD/t" else quantity.unit
    spread = f"{quantity.low:g} to {quantity.high:g}" if quantity.low < quantity.high else "fixed"
    source = "" if quantity.source == quantity.basis else quantity.source
    why = "; ".join(part for part in (quantity.note, source) if part)
    return [escape(quantity.name), f"{quantity.value:g}", spread, escape(unit), quantity.basis, linked(why)]


def customs(answers: Answers, numbers: Numbers, seen: Seen) -> str:
    """What the largest buyer's customs recorded beside what the model has them record; empty where it was not kept."""
    what = f"partners.{answers.buyer}.recorded"
    if not answers.buyer or not answers.has("year", what):
        return ""
    rows = []
    for n, year in enumerate(answers.years):
        if year in seen:
            middle = numbers.at(key_of("year", what, MEDIAN), n)
            ends = [numbers.at(key_of("year", what, part), n) for part in (LOW90, HIGH90) if answers.banded]
            rows.append([str(year), f"{seen[year][0]:,.0f}", middle, " to ".join(ends) or "–", linked(seen[year][1])])
    if not rows:
        return ""
    label = answers.label(answers.buyer)
    heads = ("year", "recorded by customs", "model, chosen setting", "90 % of draws", "source")
    shown = table(heads, rows, f"Goods that {label} recorded as bought, USD million a year", noted=True)
    said = "What was recorded answers to the law and the compliance there really was, not to every setting of the dial."
    return section(
        "Beside what customs recorded", f"<p>{said}</p>{shown}<p class='small'>{escape(_begun(KNOWING))}</p>"
    )


def _begun(sentence: str) -> str:
    """A sentence with its first letter large and all names in it as they are."""
    return sentence[:1].upper() + sentence[1:]


def not_modelled() -> str:
    """What the model leaves out, as docs/model.md has it."""
    text = (resources.files(__package__) / "not_modelled.md").read_text(encoding="utf-8")
    first, *items = ITEM.split(escape(text))
    listed = "".join(f"<li>{CODE.sub(_code, BOLD.sub(_bold, item))}</li>" for item in items)
    return section("What is not modelled", f"<p>{first}</p><ul>{listed}</ul>")


def _bold(found: re.Match[str]) -> str:
    return f"<b>{found[1]}</b>"


def _code(found: re.Match[str]) -> str:
    return f"<code>{found[1]}</code>"


def origin(answers: Answers, cited: str) -> str:
    """Where the numbers came from, the commands that give them again, and how to cite them."""
    rows = [[escape(what), escape(said)] for what, said in answers.made.about]
    commands = "<br>".join(f"<code>{escape(command)}</code>" for command in answers.made.commands)
    inside = table(("what", "said"), rows, "Provenance", numeric=False)
    inside += f"<h3>To have the same again</h3><p>{commands}</p><p>Sources one by one: <code>dial sources</code></p>"
    return section("Where it came from", f"{inside}<h3>To cite</h3><p>{escape(cited)}</p>")


def linked(text: str) -> str:
    """Text with its addresses as links that are followed only when they are clicked."""
    parts, at = [], 0
    for found in LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[at : found.start()]), f'<a href="{address}" rel="noreferrer noopener">{address}</a>']
        at = found.end()
    return "".join(parts) + escape(text[at:]) or "–"


def scenario_words(scenario: Scenario) -> str:
    """The baseline and behaviour behind a scenario."""
    return f"baseline {scenario.baseline}, behaviour {scenario.behaviour}"
