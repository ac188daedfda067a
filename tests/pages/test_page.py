"""The page as a file: its numbers are the sweep's, nothing in it asks for anything, and it reads without script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html import unescape
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.answers_by_dial import key_of
from sim.analysis.said import about
from sim.cli.main import main
from sim.pages.between import interpolated, weights, worst_misses
from sim.pages.html import data
from sim.pages.packed import packed
from sim.pages.parts import channels, kinds, partners
from sim.sweeps.answers import answers_of
from tests.pages.tiny import EVIL_BUNDLE, HOSTILE, SWEEP, sweep_in

ROOT = Path(__file__).parents[2]
LIMIT = 3_000_000
OWN_SCRIPT_LINES = 100


@pytest.fixture(scope="module")
def answers(page):
    """What the page is made of."""
    return answers_of(page.parent / "results" / "tiny")


@pytest.fixture(scope="module")
def text(page) -> str:
    return page.read_text(encoding="utf-8")


class Tags(HTMLParser):
    """Every tag with its attributes, and the text of scripts and blocks of data."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.scripts[-1] += data


def unpacked(content: dict) -> np.ndarray:
    """The numbers of a page, as its script unpacks them."""
    halves = np.frombuffer(zlib.decompress(base64.b64decode(content["packed"])), dtype=np.uint8)
    high, low = np.split(halves.astype(np.int64), 2)
    return np.cumsum((high << 8) + low) % 65_536


# -- numbers ----------------------------------------------------------------------------------------------------------


def test_answers_are_the_rows_of_the_table(page, answers):
    rows = pq.read_table(page.parent / "results" / "tiny" / "table.parquet").to_pylist()
    seen = 0
    for row in rows:
        if (row["output"], row["year"], row["month"]) == ("goods.denied", 2018, 0):
            at = [answers.bundles.index(row["bundle"]), answers.readings.index(row["case"])]
            at += [answers.others.index(row["campaign.dial"]), answers.own.index(row["partners.china.dial"])]
            for part in ("q05", "q50", "mean"):
                assert answers.series[key_of("year", "goods.denied", part)][(1, *at)] == row[f"{part}_musd"]
            seen += 1
    assert seen == 2 * 2 * 3 * 3


def test_parts_add_up_to_their_whole(answers):
    value, received = (answers.series[key_of("year", f"goods.{name}", "mean")] for name in ("value", "receipts"))
    np.testing.assert_allclose(sum(part.values for part in channels(answers)), value, rtol=1e-12)
    for parts in (kinds(answers), partners(answers)):
        np.testing.assert_allclose(sum(part.values for part in parts), received, rtol=1e-12)
        assert len(parts) >= 3
        assert min(float(part.values.min()) for part in parts) > -1e-9


def test_months_add_up_to_years_draw_means_apart(answers):
    months = answers.series[key_of("month", "goods.receipts", "mean")]
    years = answers.series[key_of("year", "goods.receipts", "mean")]
    np.testing.assert_allclose(months.reshape(2, 12, *months.shape[1:]).sum(axis=1), years, rtol=1e-12)


@pytest.mark.parametrize("dial", [0.0, 5.0, 10.0])
def test_on_the_grid_nothing_is_interpolated(answers, dial):
    key, at = key_of("year", "goods.denied"), answers.others.index(dial)
    found = interpolated(answers, key, (1, 0), dial, 5.0)
    assert np.array_equal(found, answers.series[key][:, 1, 0, at, answers.own.index(5.0)])


def test_between_points_weights_are_even_in_what_partners_carry_out():
    (low, one), (high, other) = weights((0.0, 5.0, 10.0), 7.5, 2.5)
    assert (low, high) == (1, 2)
    assert one + other == pytest.approx(1)
    assert other == pytest.approx((0.75**2.5 - 0.5**2.5) / (1 - 0.5**2.5))
    assert weights((0.0, 5.0), 9.0, 2.5) == [(1, 1.0)]


def test_the_page_states_its_worst_miss_at_points_between(page, answers, text):
    between = answers_of(page.parent / "results" / "tiny_between")
    misses, rough = worst_misses(answers, between), worst_misses(answers, None)
    assert [miss.reading for miss in misses] == list(answers.readings)
    miss, coarse = (max(these, key=lambda one: one.by) for these in (misses, rough))
    assert not miss.coarse
    assert coarse.coarse
    assert 0 < miss.by < 0.25 * miss.of
    assert miss.points == 2 * 2 * 2 * 2
    key = key_of("year", "goods.denied")
    at = [between.bundles.index(miss.bundle), between.readings.index(miss.reading)]
    there = between.series[key][1, at[0], at[1], between.others.index(miss.others), between.own.index(miss.own)]
    here = interpolated(answers, key, tuple(at), miss.others, miss.own)[1]
    assert miss.by == pytest.approx(abs(here - there))
    for one in misses:
        assert f"{about(one.by)} of {about(one.of)} in {one.reading}" in unescape(text)


def test_what_makes_the_page_again_names_both_sweeps(text):
    assert text.count("<code>dial sweep ") == 2
    assert "<code>dial report results/tiny results/tiny_between -o report.html</code>" in text


def test_packing_loses_half_a_step_and_keeps_what_is_no_number():
    values = {"a": np.array([[-3.5, 0.0], [np.nan, 4000.25]]), "b": np.full((2, 2), 7.0)}
    content = packed(values)
    numbers = unpacked(content)
    for key, table in values.items():
        block = content["blocks"][key]
        own = numbers[block["at"] : block["at"] + table.size]
        found = np.where(own == 65_535, np.nan, block["low"] + own * block["step"]).reshape(table.shape)
        np.testing.assert_allclose(found, table, atol=block["step"] / 2 + 1e-9)


# -- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_sweep_gives_the_same_bytes(page):
    folders = [str(page.parent / "results" / name) for name in ("tiny", "tiny_between")]
    assert main(["report", *folders, "-o", str(page.parent / "again.html")]) == 0
    assert (page.parent / "again.html").read_bytes() == page.read_bytes()


def test_it_is_small_and_asks_for_nothing(text):
    assert len(text.encode()) < LIMIT
    tags = Tags(text).tags
    assert {tag for tag, _ in tags} & {"link", "iframe", "object", "embed", "base", "img", "audio", "video"} == set()
    assert [a for _, a in tags if "src" in a or any(name.startswith("on") for name in a)] == []
    assert {a["href"][:4] for tag, a in tags if tag == "a"} <= {"http", "#"}
    assert [a for tag, a in tags if tag == "a" and a["href"] != "#" and "noopener" not in a["rel"]] == []


def test_the_policy_lets_in_its_own_scripts_and_nothing_else(text):
    found = Tags(text)
    (policy,) = [a["content"] for tag, a in found.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "eval" not in policy
    runs = [a.get("type", "") == "" for tag, a in found.tags if tag == "script"]
    assert runs == [False, True, True]
    for script, run in zip(found.scripts, runs, strict=True):
        hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert (f"'sha256-{hashed}'" in policy) == run


def test_the_own_script_is_short_and_makes_no_code_and_no_markup_of_text():
    script = (resources.files("sim.pages") / "page.js").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert len(lines) <= OWN_SCRIPT_LINES
    assert max(map(len, script.splitlines())) <= 120
    assert re.findall(r"eval|Function\(|innerHTML|outerHTML|insertAdjacent|document\.write|fetch\(", script) == []


def test_sentences_begin_large_and_keep_their_names(text):
    said = unescape(text)
    assert "Who chose what knowing what" in said
    assert "UN Comtrade in place of KITA" in said
    assert "A good score shows consistency" in said


def test_hostile_names_are_text(text):
    found = Tags(text)
    assert HOSTILE in unescape(text)
    assert EVIL_BUNDLE in unescape(text)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    content = json.loads(next(script for script in found.scripts if script.startswith("{")))
    assert content["choices"][0][1] == EVIL_BUNDLE
    assert "<" not in data({"</script><!--": "<"})


def test_without_a_script_it_says_the_answer_in_words_table_and_picture(text, answers):
    body = text[: text.index('<script type="application/json"')]
    plain = unescape(re.sub(r"<[^>]+>", "", body[body.index("<main>") :]))
    key = key_of("year", "goods.denied")
    number = about(float(interpolated(answers, key, answers.first, 5.0, 5.0)[answers.year]))
    assert f"would deny {number} million USD of goods revenue in {answers.years[answers.year]} (90 %: " in plain
    assert "not a forecast" in plain
    assert "<svg" in body
    assert body.index("<table>") < body.index("<svg")
    assert "Received, median" in body[body.index("<svg") :]


def test_what_is_not_modelled_is_what_the_model_document_says(text):
    ours = (resources.files("sim.pages") / "not_modelled.md").read_text(encoding="utf-8").strip()
    document = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    theirs = document.split("## What is not modelled\n", 1)[1].split("\n## ", 1)[0].strip()
    assert ours == theirs, "copy the section of docs/model.md to sim/pages/not_modelled.md"
    assert "General equilibrium." in text


# -- what cannot be made a page of ------------------------------------------------------------------------------------


def refused(capsys, *arguments: str) -> str:
    assert main(["report", *arguments]) == 2
    return " ".join(capsys.readouterr().err.split())


def test_other_axes_other_points_and_other_names_are_refused(tmp_path, page, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    head = "title: t\nbase: base.yaml\nyears: [2018]\n"
    theta = sweep_in(tmp_path, "theta", f"{head}axes: {{behaviour.theta: [0.2, 0.5]}}\noutputs: [goods.denied]\n")
    said = refused(capsys, str(theta))
    assert "has an axis that a page cannot show" in said
    assert "behaviour.theta" in said
    dial = sweep_in(tmp_path, "dial", f"{head}axes: {{campaign.dial: [0, 5]}}\noutputs: [goods.receipts]\n")
    assert "keeps nothing that a headline could speak of" in refused(capsys, str(dial))
    tiny = page.parent / "results" / "tiny"
    other = sweep_in(tmp_path, "other", f"{head}axes: {{campaign.dial: [1, 6]}}\noutputs: [goods.denied]\n")
    assert "holds no points between those of the first sweep" in refused(capsys, str(tiny), str(other))
    assert "is not the name of a page" in refused(capsys, str(tiny), "-o", "page.txt")
    assert "do not make one page" in refused(capsys, str(tiny), str(other), str(dial))
    assert refused(capsys, str(tiny), "results/nothing").startswith("results/nothing: no such folder")
    assert list(tmp_path.glob("*.html")) == []


def test_a_sweep_that_is_not_whole_says_how_to_go_on(tmp_path, page, capsys):
    import shutil

    shutil.copytree(page.parent / "results" / "tiny", tmp_path / "tiny")
    next((tmp_path / "tiny" / "shards").glob("*.parquet")).unlink()
    assert main(["report", str(tmp_path / "tiny"), "-o", str(tmp_path / "r.html")]) == 1
    said = capsys.readouterr().err
    assert "rows are missing" in said
    assert "dial sweep" in said


def test_a_sweep_of_central_runs_without_bundles_and_months_has_a_page_too(tmp_path, capsys):
    text = "title: Plain\nbase: base.yaml\naxes: {campaign.dial: [10, 0, 5]}\noutputs: [goods.denied]\nyears: [2018]\n"
    folder = sweep_in(tmp_path, "plain", text)
    answers = answers_of(folder)
    assert answers.others == (0.0, 5.0, 10.0)
    assert not answers.banded
    denied = answers.series[key_of("year", "goods.denied")][0, 0, 0, :, 0]
    assert denied[0] < denied[1] < denied[2]
    assert main(["report", str(folder), "-o", str(tmp_path / "plain.html")]) == 0
    text = (tmp_path / "plain.html").read_text(encoding="utf-8")
    assert "Own dial of" not in text
    assert "chart-curve" not in text
    assert "What a notch of the dial is worth" in text
    assert "from its own points" in capsys.readouterr().out


def test_the_tiny_sweep_names_what_the_shipped_one_does():
    shipped = (ROOT / "scenarios" / "sweeps" / "page.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_.]+\.(?:receipts|denied|value|recorded|\w+_received)\b", shipped))
    ours = set(re.findall(r"[a-z_.]+\.(?:receipts|denied|value|recorded|\w+_received)\b", SWEEP))
    assert ours <= named
