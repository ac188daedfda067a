"""Ensembles as an analyst meets them: bands, draw tables, comparisons, histograms, progress, draws that fail."""

import io
import json
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.chances import chance_text, percent_text
from sim.analysis.headline import headline_of
from sim.analysis.questions import headline_question
from sim.analysis.said import about
from sim.cli.main import main
from sim.common.axes import Ragged
from sim.common.errors import RunFailed
from sim.luck.sampling import drawn_quantities
from sim.reading.reference import shipped
from sim.reading.resolved import load_resolved
from sim.reading.scenario import read_scenario
from sim.runs import chunks
from sim.runs.collect import BINS, SERIES, Frame, Totals
from sim.runs.draws import run_draws
from sim.runs.progress import Progress
from sim.runs.question import names_redrawn
from sim.runs.reduce import PROBABILITIES, ExactSeries, HistogramSeries, series_for
from sim.runs.run import run
from sim.runs.saved import save
from sim.runs.variants import SCENARIO
from sim.store.runs import place_of
from tests.ensembles import Ensemble, KeepAll, Receipts, central, run_ensemble
from tests.unit.packages import check_package


@pytest.fixture(scope="module")
def scenario():
    return read_scenario(shipped() / "unscr_2371.yaml", ["horizon.start=2017-09", "horizon.end=2018-02"]).scenario


EIGHTEEN_MONTHS = ["--no-figures", "--set", "horizon.start=2017-07", "--set", "horizon.end=2018-12"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    arguments = [*EIGHTEEN_MONTHS, "--draws", "256", "--seed", "7", "--workers", "1", "-o", str(out)]
    assert main(["run", str(shipped() / "unscr_2371.yaml"), *arguments]) == 0
    (place,) = (out / "unscr_2371").iterdir()
    return place


def test_the_headline_has_a_range_and_a_chance(folder):
    check_package(folder)
    text = (folder / "headline.txt").read_text()
    assert "256 draws" in text
    assert "90 %: 0." in text
    assert "P(> 1 bn)" in text
    assert "of that number's variance comes with quantities resting on it" in text
    assert "gamma 2.5" in text
    rows = json.loads((folder / "headline.json").read_text())["blocks"][0]["rows"]
    assert (rows[0]["id"], rows[1]["id"]) == ("scenario_first_year", "scenario_run_rate")
    assert rows[0]["label"].startswith("own notices")
    low, high = (float(x) for x in rows[0]["values"][1].replace(",", "").split(" to "))
    assert low < rows[0]["values"][0] < high
    median, band = about(rows[0]["values"][0]), rows[0]["values"][1]
    said = f"Would deny {median} million USD of goods receipts in 2018 (90 %: {band};"
    assert any(line.startswith(said) for line in text.splitlines()[:6])
    starred = [row["id"] for row in rows if row["strong"]]
    assert starred == ["scenario_first_year", "scenario_run_rate"]
    assert not [
        row
        for block in json.loads((folder / "headline.json").read_text())["blocks"][1:]
        for row in block["rows"]
        if row["strong"]
    ]


def test_the_variance_is_shared_out_to_three_parts_and_judgement(folder):
    """The parts are nearly all of it, as hardly anything is done by two of them together; the screen says so."""
    block = json.loads((folder / "headline.json").read_text())["blocks"][1]
    shares = {row["id"]: float(row["values"][0].partition("%")[0]) for row in block["rows"]}
    assert list(shares) == ["behaviour", "baseline", "noise", "judgement"]
    assert 80 < shares["behaviour"] + shares["baseline"] + shares["noise"] < 125
    assert min(shares.values()) > 0
    line = f"behaviour {shares['behaviour']:.0f}%, the baseline {shares['baseline']:.0f}%, monthly noise"
    assert line in (folder / "headline.txt").read_text()


def test_the_parts_of_luck_are_all_of_it_and_share_nothing(scenario):
    parts = [names_redrawn(scenario, part) for part in ("behaviour", "baseline", "noise")]
    drawn = {q.name for q in drawn_quantities(scenario)}
    assert drawn <= frozenset.union(*parts)
    assert sum(map(len, parts)) == len(frozenset.union(*parts))
    assert all(part & drawn for part in parts)
    assert {"noise.2018-02", "noise.2016-01", "noise_sd"} <= parts[2]


def test_quantiles_are_nested_and_those_of_the_draws(folder, tmp_path):
    lines = (folder / "quantiles.csv").read_text().splitlines()
    head = lines[0].split(",")
    assert head[:4] == ["month", "variant", "series", "measure"]
    for line in lines[1:]:
        row = dict(zip(head, line.split(","), strict=True))
        bands = [float(row[f"q{p:02d}_musd"]) for p in (5, 25, 50, 75, 95)]
        assert bands == sorted(bands)
    assert {line.split(",")[1] for line in lines[1:]} == {
        "scenario", "scenario_prior_law", "by_dial", "by_dial_prior_law", "dial_only", "dial_only_prior_law",
    }  # fmt: skip


def test_totals_by_draw_add_up(folder):
    table = pq.read_table(folder / "draws_scenario.parquet")
    assert table.schema.metadata[b"schema_version"]
    assert table.num_rows == 256 * 2
    columns = {name: table[name].to_numpy() for name in table.column_names}
    assert columns["draw"].tolist() == [d for d in range(256) for _ in range(2)]
    goods = columns["group_goods_receipts_musd"]
    partners = sum(v for n, v in columns.items() if n.startswith("partner_"))
    channels = sum(v for n, v in columns.items() if n.startswith("channel_"))
    assert np.allclose(partners, goods, rtol=1e-9)
    assert np.allclose(channels, goods, rtol=1e-9)
    assert goods.std() > 0


def test_another_seed_is_another_run_and_the_same_seed_is_not(folder, capsys):
    out = folder.parents[1]
    base = ["run", str(shipped() / "unscr_2371.yaml"), *EIGHTEEN_MONTHS, "-o", str(out), "--workers", "1"]
    assert main([*base, "--draws", "256", "--seed", "7"]) == 0
    assert "nothing redone" in capsys.readouterr().out
    assert list((out / "unscr_2371").iterdir()) == [folder]
    same = load_resolved(folder / "scenario.json")
    assert place_of(same, out) == folder
    assert place_of(replace(same, seed=8), out) != folder


def test_identical_scenarios_differ_by_exactly_zero(tmp_path, capsys):
    file = str(shipped() / "unscr_2371.yaml")
    settings = ["--set", "horizon.end=2017-12", "--draws", "256", "--workers", "1", "-o", str(tmp_path)]
    assert main(["compare", file, file, *settings]) == 0
    assert "the same" in capsys.readouterr().out
    (place,) = (tmp_path / "compare").iterdir()
    table = pq.read_table(place / "draws.parquet")
    names = table["scenario"].to_pylist()
    denied = table["goods_denied_musd"].to_numpy()
    one, other = (denied[[n == name for n in names]] for name in sorted(set(names)))
    assert np.array_equal(one, other)
    assert len(one) == 256


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "unscr_2371.yaml"], "needs two scenarios or runs to compare"),
        (["run", "unscr_2371.yaml", "--draws", "0"], "--draws"),
        (["run", "unscr_2371.yaml", "--seed", "-1"], "--seed"),
        (["run", "unscr_2371.yaml", "--draws", "100", "--sampler", "sobol"], "multiple of 2,048"),
        (["compare", "unscr_1718_alone.yaml", "dial_5.yaml", "--set", "horizon.end=2017-06"], "no whole calendar year"),
        (["compare", "unscr_2371.yaml", "dial_10.yaml", "--draws", "1"], "a central run has no draws to compare"),
    ],
)
def test_wrong_words_are_answered_in_words(arguments, said, tmp_path, capsys):
    arguments = [str(shipped() / a) if a.endswith(".yaml") else a for a in arguments]
    assert main([*arguments, "-o", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_histograms_are_right_to_their_stated_error(scenario):
    plan = Ensemble(scenario, 1024, 3)
    keep, exact = KeepAll(), ExactSeries()
    run_ensemble(plan, [keep, exact])
    top = np.concatenate([p.monthly["receipts"] for p in keep.parts], axis=-1).max(axis=(0, 2)) * 1.5
    turned = [HistogramSeries(top, scenario.months) for _ in range(2)]
    for part in keep.parts:
        turned[0].add(part, 0)
    for part in reversed(keep.parts):
        turned[1].add(part, 0)
    for name in ("receipts", "recorded"):
        a, b = turned[0].quantiles(name), turned[1].quantiles(name)
        assert np.array_equal(a, b)
        one_rank = np.abs(a - exact.quantiles(name))
        values = np.concatenate([p.monthly[name] for p in keep.parts], axis=-1)
        ordered = np.quantile(values, PROBABILITIES, axis=-1, method="inverted_cdf")
        assert np.all(np.abs(a - ordered) <= turned[0].error + 1e-9)
        assert one_rank.max() < 10


def held(series):
    """Bytes that a reducer of monthly series holds, with those of arrays that it holds a part of."""
    if isinstance(series, ExactSeries):
        arrays = [part for parts in series.parts.values() for part in parts]
    else:
        arrays = [counts for counted in series.counts.values() for counts in counted]
    return sum((array if array.base is None else array.base).nbytes for array in arrays)


@pytest.mark.parametrize("draws", [1, 1024, 1025, 8192, 65536])
def test_months_of_any_number_of_draws_fit_in_memory(draws):
    """No more than the counts of a histogram take, whatever the draws; of its parts a quarter, which draws reach."""
    months, tops, chunk = 3, (4.0, 9.0), 2048
    series = series_for(draws, tops, months)
    luck = np.random.default_rng(3)
    for first in range(0, draws, chunk):
        values = luck.random((months, len(tops), 3 * chunk))[..., : min(chunk, draws - first)]
        channels = np.zeros((1, 4, values.shape[-1]))
        series.add(Totals(Frame((), (), (), (), ()), by_channel=channels, monthly=dict.fromkeys(SERIES, values)), first)
        whole = len(SERIES) * months * len(tops) * BINS * 4
        assert held(series) <= (whole if isinstance(series, ExactSeries) else whole / 4)
    assert series.quantiles("receipts").shape == (5, months, len(tops))


@pytest.mark.parametrize("end", ["2017-12", "2018-06"])
def test_a_run_adds_each_table_up_once_for_each_month(end, tmp_path, monkeypatch):
    """Twice the months, twice the sums: the cells of a month are added up once for each table that asks."""
    given = ["horizon.start=2017-09", f"horizon.end={end}"]
    short = read_scenario(shipped() / "unscr_2371.yaml", given).scenario
    summed = []
    sum_within = Ragged.sum_within
    monkeypatch.setattr(Ragged, "sum_within", lambda self, values: summed.append(1) or sum_within(self, values))
    results = run(headline_question(short))
    during = len(summed)
    headline_of(results)
    save(results, tmp_path)
    assert len(summed) == during


def test_a_draw_that_fails_is_named_and_the_rest_survive(scenario, monkeypatch):
    dealt = chunks.dealt

    def spoilt(question, blocks, variants):
        (block,) = dealt(question, blocks, variants)
        block.values["theta"][5] = np.nan
        return [block]

    monkeypatch.setattr(chunks, "dealt", spoilt)
    receipts = Receipts([0, 1, 2])
    failed = run_ensemble(Ensemble(scenario, 300, 3, ((0, 1),)), [receipts], chunk=512)
    assert [f.draw for f in failed] == [5]
    assert np.isnan(failed[0].values["theta"])
    assert failed[0].values["kappa.coal"] >= 0
    assert np.isnan(receipts.over(0)).tolist() == [d == 5 for d in range(300)]


def test_when_every_draw_fails_the_run_fails(scenario, monkeypatch):
    dealt = chunks.dealt

    def spoilt(question, blocks, variants):
        (block,) = dealt(question, blocks, variants)
        block.values["theta"][:] = np.nan
        return [block]

    monkeypatch.setattr(chunks, "dealt", spoilt)
    with pytest.raises(RunFailed, match="every draw failed; draw 0"):
        run_ensemble(Ensemble(scenario, 256, 3), [])


def test_the_central_run_is_not_a_draw(scenario):
    answer, drawn = central(scenario), central(replace(scenario, draws=512, seed=9))
    assert np.array_equal(answer.of("receipts"), drawn.of("receipts"))


def test_stopped_early_leaves_the_draws_that_were_done(scenario):
    """Ctrl-C after the second of four chunks: what is kept is what an ensemble of so many draws would be."""
    plan, kept = Ensemble(scenario, 1024, 3, ((0, 1),)), Receipts([0, 1])

    def stop(name, done, total):
        if done == 512:
            raise KeyboardInterrupt

    outcome = run_draws(plan.question, {SCENARIO: [kept]}, 1, stop, 256, fewer=True)
    assert (outcome.draws, outcome.stopped) == (512, True)
    with pytest.raises(KeyboardInterrupt):
        run_draws(plan.question, {}, 1, stop, 256)
    whole = Receipts([0, 1])
    run_ensemble(replace(plan, draws=512), [whole])
    assert np.array_equal(kept.over(0), whole.over(0))


@pytest.mark.parametrize("change", [{"sampler": "sobol", "draws": 4096}, {"draws": 10_000}])
def test_what_is_no_ensemble_of_its_own_is_not_kept(scenario, change):
    plan = replace(Ensemble(scenario, 1024, 3), **change)

    def stop(name, done, total):
        if done == 512:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_draws(plan.question, {}, 1, stop, 256, fewer=True)


def test_a_stop_after_the_last_draw_is_heard(scenario):
    """All draws are there, and who asked for them learns that no more is wanted."""

    def stop(name, done, total):
        if done == total:
            raise KeyboardInterrupt

    outcome = run_draws(Ensemble(scenario, 512, 3).question, {}, 1, stop, 256, fewer=True)
    assert (outcome.draws, outcome.stopped) == (512, True)


def test_monthly_cells_come_on_request_and_their_size_is_said_first(tmp_path, capsys):
    arguments = ["run", str(shipped() / "unscr_2371.yaml"), "--set", "horizon.end=2017-12", "--draws", "40", "--cells"]
    arguments += ["--no-figures"]
    assert main([*arguments, "--workers", "1", "-o", str(tmp_path)]) == 0
    assert "MB before compression" in capsys.readouterr().err
    (place,) = (tmp_path / "unscr_2371").iterdir()
    table = pq.read_table(place / "cells_scenario.parquet")
    assert table.num_rows == 40 * 12
    goods = pq.read_table(place / "draws_scenario.parquet")["partner_china_goods_receipts_musd"].to_numpy()
    streams = [s.id for s in read_scenario(shipped() / "unscr_2371.yaml").scenario.streams if s.group == "goods"]
    cells = sum(table[f"{s}_china_receipts_musd"].to_numpy() for s in streams).reshape(40, 12).sum(axis=1)
    assert np.allclose(cells, goods, rtol=1e-9)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_on_a_terminal_and_plain_in_a_log(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("sim.runs.progress.time.monotonic", lambda: now[0])
    terminal, log = Terminal(), io.StringIO()
    shown, logged = Progress(1000, terminal, 0.0, last=0.0), Progress(1000, log, 0.0, last=0.0)
    for second in range(1, 101):
        now[0] = float(second)
        for progress in (shown, logged):
            progress("scenario", 10 * second, 1000)
    assert terminal.getvalue().count("\n") == 1
    assert "500 of 1,000 draws, 10 a second, 50 s left" in terminal.getvalue()
    lines = log.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[0] == "300 of 1,000 draws, 10 a second, 70 s left"


def test_chances_never_claim_more_than_the_draws_show():
    assert chance_text(0.0, 1024) == "in none of 1,024 draws"
    assert chance_text(1.0, 512) == "in all 512 draws"
    assert chance_text(0.034, 1024) == "3.4 %"
    assert chance_text(0.52, 1024) == "52 %"


def test_no_share_of_variance_is_printed_that_cannot_be():
    assert [percent_text(x) for x in (0.0, 0.524, 1.0, 1.004)] == ["0", "52", "100", "100"]
    assert [percent_text(x) for x in (-0.02, 1.25)] == ["~0", "~100"]


def test_a_narrow_terminal_has_one_line(monkeypatch):
    """A longer one would be broken, and each next one written below it."""
    monkeypatch.setenv("COLUMNS", "30")
    terminal = Terminal()
    Progress(1000, terminal, 0.0, last=0.0)("one", 500, 1000)
    assert len(terminal.getvalue().strip("\r")) == 29
