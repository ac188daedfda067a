"""The page as one file: what is read without a script, what a script makes of it, and a policy that lets in no more."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib import resources
from typing import Any

from sim import __version__
from sim.analysis.answers_by_dial import Answers, key_of
from sim.common.months import label
from sim.pages import sections
from sim.pages.acts import LOOKS, acts_chart, acts_sentence, mark_law, marks_on
from sim.pages.between import Miss
from sim.pages.charts import Chart, curve, documents, notch, stack
from sim.pages.html import Numbers, data
from sim.pages.packed import packed
from sim.pages.parts import RECEIPTS, Part, channels, kinds, partners
from sim.pages.turning import (
    ENDS,
    STEP,
    Told,
    by_year,
    charted,
    controls,
    curve_section,
    headline,
    notch_section,
    stack_section,
)

STACKS = {
    "channels": "Where the trade goes",
    "kinds": "What it is earned with",
    "partners": "Who pays",
}
"""Headings of the charts of parts, by name."""


def page_of(answers: Answers, misses: Sequence[Miss], seen: sections.Seen) -> str:
    """The whole page as HTML: the same for the same answers.

    `misses`: how far it is from computed answers at worst; `seen`: what the largest buyer's customs recorded.
    """
    parts = {name: found for name, found in zip(STACKS, _parts(answers), strict=True) if found}
    more = {part.key: part.values for found in parts.values() for part in found}
    answers = replace(answers, series={**answers.series, **more})
    told = Told(answers, Numbers(answers))
    charts = [curve(answers)] if answers.has("month", RECEIPTS) or answers.has("year", RECEIPTS) else []
    charts += [notch(answers)] if answers.dialled else []
    charts += [stack(name, answers, found) for name, found in parts.items()]
    charts += [acts] if (acts := acts_chart(answers)) else []
    marks = mark_law(charts[0], marks_on(answers)) if charts and charts[0].name == "curve" else []
    body = _body(told, misses, seen, charts, parts)
    content = _content(told, charts) | {"marks": marks, "looks": LOOKS}
    return _document(answers.title, told, body, content)


def _parts(answers: Answers) -> tuple[tuple[Part, ...], ...]:
    return channels(answers), kinds(answers), partners(answers)


def _body(
    told: Told,
    misses: Sequence[Miss],
    seen: sections.Seen,
    charts: Sequence[Chart],
    parts: Mapping[str, Sequence[Part]],
) -> str:
    """All sections in their order."""
    answers = told.answers
    by_name = {chart.name: chart for chart in charts}
    head = headline(told) + controls(told, misses) + by_year(told)
    moving = [curve_section(told, by_name["curve"])] if "curve" in by_name else []
    moving += [notch_section(told, by_name["notch"])] if answers.dialled else []
    moving += [
        stack_section(told, title, by_name[name], parts[name]) for name, title in STACKS.items() if name in parts
    ]
    standing = [
        sections.law(answers, charted(by_name["acts"], acts_sentence(answers)) if "acts" in by_name else ""),
        sections.assumptions(answers),
        sections.customs(answers, told.numbers, seen),
        sections.not_modelled(),
        sections.origin(answers, cited(answers)),
    ]
    return "\n".join([head, *moving, *standing])


def cited(answers: Answers) -> str:
    """How to cite a page."""
    made = answers.made
    said = f"dial {__version__}, {made.kind} {made.name} ({made.identity}): {answers.title}."
    return f"{said} Model estimate, not a forecast."


def _content(told: Told, charts: Sequence[Chart]) -> dict[str, Any]:
    """What the page's script reads."""
    answers = told.answers
    answer = key_of("year", answers.answer)
    colours = {name: pair for chart in charts for name, pair in chart.colours.items()}
    ends = [[name, key_of("year", answers.answer, part)] for name, part in ENDS] if answers.banded else []
    keys = [answer, *(key for _, key in ends), *(key for chart in charts for key in chart.keys), *told.numbers.used]
    dials = {name: [values[0], values[-1], STEP] for name, values in (("others", answers.others), ("own", answers.own))}
    sizes = (("bundle", len(answers.bundles)), ("reading", len(answers.readings)), ("tied", 2))
    numbered = {name: [0, size - 1, 1] for name, size in sizes}
    return {
        "choices": [answers.bundles, answers.readings, answers.others, answers.own],
        "first": answers.first,
        "start": answers.start,
        "gamma": answers.gamma,
        "limits": dials | numbered,
        "answer": answer,
        "year": answers.year,
        "top": next((float(chart.figure.y_range.end) for chart in charts if chart.name == "notch"), 0.0),
        "ends": ends,
        "periods": {"month": [label(month) for month in answers.months], "year": answers.years},
        "moving": [chart.name for chart in charts if chart.keys or chart.name == "notch"],
        "sources": {chart.name: chart.keys for chart in charts if chart.keys},
        "colours": [[*name.partition(" ")[::2], *pair] for name, pair in colours.items()],
        "charts": documents(charts),
        **packed({key: answers.series[key] for key in dict.fromkeys(keys)}),
    }


def _document(title: str, told: Told, body: str, content: Mapping[str, Any]) -> str:
    """The file: policy first, then style, text, numbers and scripts."""
    from bokeh.resources import Resources

    here = resources.files(__package__)
    style, own = ((here / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    library = Resources(mode="inline", components=["bokeh"]).js_raw[0]
    scripts = [_inline(text) for text in (f"{library}\nBokeh.set_log_level('error');\n", own)]
    allowed = " ".join(f"'sha256-{_hash(text)}'" for text in scripts)
    policy = f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    about = escape(f"{told.plain}. Model estimate, not a forecast.")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="dial {__version__}">\n<meta name="description" content="{about}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n"
        f'<script type="application/json" id="data">{data(content)}</script>\n'
        + "".join(f"<script>{text}</script>\n" for text in scripts)
        + "</body>\n</html>\n"
    )


def _inline(script: str) -> str:
    """A script that can stand in a page: nothing in it ends it."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
