"""The parts of a page that move with its dials: headline, controls, and each chart with its sentence and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from sim.analysis.answers_by_dial import HIGH90, LOW90, Answers, Span, key_of
from sim.analysis.said import about
from sim.common.months import label
from sim.pages.between import Miss, interpolated
from sim.pages.charts import RECORDED, VALUE, Chart
from sim.pages.html import Numbers, details, legend, section, table, word
from sim.pages.parts import DENIED, RECEIPTS, Part
from sim.pages.sections import scenario_words
from sim.pages.still import still

AGAINST = {"goods.added": "beside prior law", DENIED: "against no sanctions"}
"""What the answer is measured against, by its series."""
ENDS = (("low", LOW90), ("high", HIGH90))
"""The ends of the band of the answer."""
STEP = 0.5
"""How far a key moves a dial."""


@dataclass(frozen=True)
class Told:
    """Answers with the writer of their numbers."""

    answers: Answers
    numbers: Numbers

    @property
    def answer(self) -> str:
        """The answer where the page first stands, as HTML that moves."""
        return self.numbers.at(key_of("year", self.answers.answer), self.answers.year)

    @property
    def year(self) -> int:
        """The year that the headline speaks of."""
        return self.answers.years[self.answers.year]

    def band(self, what: str, period: int, span: Span = "year") -> str:
        """'980 to 1,510', the middle 90 % of a series, as HTML that moves; a dash where there are no draws."""
        if not self.answers.has(span, what, part=LOW90):
            return "–"
        return " to ".join(self.numbers.at(key_of(span, what, part), period) for _, part in ENDS)

    @property
    def plain(self) -> str:
        """The headline where the page first stands, as plain text."""
        answers = self.answers
        place = (answers.first, answers.start, answers.start)
        found = [
            about(float(interpolated(answers, key_of("year", answers.answer, part), *place)[answers.year]))
            for part in ("q50", *((LOW90, HIGH90) if answers.banded else ()))
        ]
        band = f" (90 %: {found[1]} to {found[2]})" if answers.banded else ""
        bundle = answers.bundles[answers.first[0]]
        return f"{bundle}: would deny {found[0]} million USD of goods revenue in {self.year}{band}"


def headline(told: Told) -> str:
    """The answer in a sentence that says where the dials stand, and what kind of number it is."""
    answers = told.answers
    (bundle, reading), dial = answers.first, f"{answers.start:.1f}"
    band = f" (90 %: {told.band(answers.answer, answers.year)})" if answers.banded else ""
    said = (
        f"{word('bundle', answers.bundles[bundle])}: would deny <b>{told.answer}</b> million USD of goods revenue in "
        f"{told.year}{band}, {AGAINST[answers.answer]}."
    )
    where = f"Reading: {word('reading', answers.readings[reading])}."
    if answers.dialled:
        where += f" Dial of all partners {word('others', dial)}"
        where += f", {escape(answers.label(answers.buyer))} {word('own', dial)}" if answers.buyer else ""
        where += ", of 10."
    drawn = f"medians over {answers.made.draws:,} draws" if answers.banded else "one central run, without bands"
    return (
        f'<h1>{escape(answers.title)}</h1>\n<div role="status" aria-atomic="true"><p class="answer">{said}</p>'
        f"<p>{where}</p></div>\n"
        f'<p class="small">A model estimate, not a forecast: {drawn}; {escape(scenario_words(answers.scenario))}.</p>\n'
        '<p class="small still">This is how the page first stands. Opened in a browser (of 2023 or later) it has dials '
        "to turn; it needs no network.</p>\n"
    )


def by_year(told: Told) -> str:
    """The answer, receipts and trade without sanctions by year, for readers of the first screen."""
    answers = told.answers
    columns = ((answers.answer, "denied", True), (RECEIPTS, "received", True), (VALUE, "without sanctions", False))
    there = [column for column in columns if answers.has("year", column[0])]
    heads = [
        "year",
        *(head for _, name, banded in there for head in ((name, "90 %") if banded and answers.banded else (name,))),
    ]
    rows = []
    for n, year in enumerate(answers.years):
        cells = [str(year)]
        for what, _, banded in there:
            cells.append(told.numbers.at(key_of("year", what), n))
            cells += [told.band(what, n)] if banded and answers.banded else []
        rows.append(cells)
    kind = "medians" if answers.banded else "central run"
    return table(heads, rows, f"Goods, USD million a year, {kind}, where the dials stand")


def controls(told: Told, misses: Sequence[Miss]) -> str:
    """The dials, bundles and readings as form controls of the browser, and how near the page is between points."""
    answers = told.answers
    parts = []
    if answers.dialled:
        parts.append(_dial("others", "Dial of all partners", answers.others, answers.start))
    if answers.buyer:
        own = _dial("own", f"Own dial of {answers.label(answers.buyer)}", answers.own, answers.start)
        tied = '<label class="tied"><input type="checkbox" name="tied" value="1" checked> moves with the others</label>'
        parts.append(own.replace("</div>", f"{tied}</div>"))
    parts += [
        _radios("bundle", "Bundle" if answers.made.kind == "sweep" else "Scenario", answers.bundles, answers.first[0])
    ]
    parts += [_radios("reading", "Who acts on what", answers.readings, answers.first[1])]
    form = f'<form id="controls" autocomplete="off" aria-label="Settings">{"".join(parts)}</form>\n'
    name = escape(f"{answers.made.name}.csv")
    link = f'<p class="csv small"><a id="csv" href="#" download="{name}">The numbers of this setting as CSV</a></p>\n'
    return form + (f'<p class="small">{escape(_nearness(answers, misses))}</p>\n' if misses else "") + link


def _nearness(answers: Answers, misses: Sequence[Miss]) -> str:
    """How far the page is from what is computed, in each reading."""
    way = (
        "with every other value of the dials left out, so that the page itself is nearer"
        if misses[0].coarse
        else "between them"
    )
    worst = "; ".join(
        f"{about(miss.by)} of {about(miss.of)} in {miss.reading} ({miss.bundle}, dial {_place(answers, miss)})"
        for miss in misses
    )
    return (
        f"Between computed points the page interpolates, evenly in (dial/10)^{answers.gamma:g}. Compared at "
        f"{misses[0].points:,} computed points {way}, it misses the median at worst by, in million USD: {worst}. "
        "Where partners give notice at once, the answer jumps and the page goes between."
    )


def _place(answers: Answers, miss: Miss) -> str:
    return f"{miss.others:g} and {miss.own:g}" if answers.buyer else f"{miss.others:g}"


def _dial(name: str, words: str, values: Sequence[float], start: float) -> str:
    shown = word(name, f"{start:.1f}")
    ticks = "".join(f'<option value="{value:g}"></option>' for value in values)
    return (
        f'<div><label class="dial" for="{name}">{escape(words)}</label>: <span>{shown}</span>'
        f'<input type="range" id="{name}" name="{name}" min="{values[0]:g}" max="{values[-1]:g}" step="{STEP}" '
        f'value="{start:g}" list="{name}-ticks" aria-valuetext="{start:g} of 10">'
        f'<datalist id="{name}-ticks">{ticks}</datalist></div>'
    )


def _radios(name: str, words: str, texts: Sequence[str], first: int) -> str:
    boxes = "".join(
        f'<label><input type="radio" name="{name}" value="{n}"{" checked" * (n == first)}> {escape(text)}</label>'
        for n, text in enumerate(texts)
    )
    hidden = " hidden" if len(texts) < 2 else ""
    return f"<fieldset{hidden}><legend>{escape(words)}</legend>{boxes}</fieldset>"


def charted(chart: Chart, sentence: str, more: str = "") -> str:
    """A chart that is one image to a screen reader, named by its sentence, with its key of colours."""
    said = f"say-{chart.name}"
    return (
        f'{legend(chart.legend)}<figure>{more}<div class="drawn" role="img" aria-labelledby="{said}">'
        f'<div class="chart" id="chart-{chart.name}" aria-hidden="true" inert></div></div>'
        f'<figcaption id="{said}">{sentence}</figcaption></figure>'
    )


def curve_section(told: Told, chart: Chart) -> str:
    """What comes in by month, with and without sanctions."""
    answers, numbers = told.answers, told.numbers
    span: Span = "month" if answers.has("month", RECEIPTS) else "year"
    said = f"Receipts against trade without sanctions, USD million a {span}."
    if answers.has("year", RECEIPTS, VALUE):
        received, value = (numbers.at(key_of("year", what), answers.year) for what in (RECEIPTS, VALUE))
        said = f"In {told.year}, {received} million USD are received, of {value} that would be without sanctions."
    whats = [what for what in (VALUE, RECEIPTS, RECORDED) if answers.has(span, what)]
    words = {VALUE: "without sanctions", RECEIPTS: "received", RECORDED: "recorded"}
    periods = [label(m) for m in answers.months] if span == "month" else [str(y) for y in answers.years]
    rows = []
    for n, period in enumerate(periods):
        cells = [period, *(numbers.at(key_of(span, what), n) for what in whats)]
        rows.append([*cells, told.band(RECEIPTS, n, span)])
    shown = table([span, *(words[what] for what in whats), "received, 90 %"], rows, f"USD million a {span}, medians")
    picture = f'<div class="still">{still(answers, told.plain)}</div>'
    return section(f"{span.capitalize()} by {span}", charted(chart, said, picture) + details("As a table", shown))


def notch_section(told: Told, chart: Chart) -> str:
    """What a point of the dial is worth, and the answer along it."""
    answers, numbers = told.answers, told.numbers
    low, high = (max(0.0, answers.start - STEP), min(10.0, answers.start + STEP))
    place = [
        interpolated(answers, key_of("year", answers.answer), answers.first, at, at)[answers.year] for at in (low, high)
    ]
    worth = word("notch", about(float(place[1] - place[0])))
    said = (
        f"From half a point below {word('others', f'{answers.start:.1f}')} to half a point above, the dial is worth "
        f"<b>{worth}</b> million USD in {told.year}; {word('reading', answers.readings[0])}, "
        f"{word('bundle', answers.bundles[-1])}."
    )
    key = key_of("year", answers.answer)
    dials = [float(dial) for dial in np.arange(answers.others[0], answers.others[-1] + STEP / 2, STEP)]
    rows = [
        [f"{dial:.1f}", *(numbers.turned(key, answers.year, dial, r) for r in range(len(answers.readings)))]
        for dial in dials
    ]
    heads = ["dial of all", *(escape(reading) for reading in answers.readings)]
    shown = table(heads, rows, f"Denied in {told.year} by dial, USD million, medians")
    return section("What a notch of the dial is worth", charted(chart, said) + details("As a table", shown))


def stack_section(told: Told, title: str, chart: Chart, parts: Sequence[Part]) -> str:
    """Parts that add up, by year."""
    answers, numbers = told.answers, told.numbers
    each = ", ".join(f"{escape(part.words)} {numbers.at(part.key, answers.year)}" for part in parts)
    swept = answers.banded and answers.made.kind == "sweep"
    kind = "means over the draws, so that they add up" if swept else "central run"
    said = f"In {told.year}, million USD: {each}; {kind}."
    rows = [[str(year), *(numbers.at(part.key, n) for part in parts)] for n, year in enumerate(answers.years)]
    shown = table(["year", *(escape(part.words) for part in parts)], rows, f"{title}, USD million a year, {kind}")
    return section(title, charted(chart, said) + details("As a table", shown))
