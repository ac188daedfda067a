"""What a run leaves behind: every file says what it holds, the tables agree with each other, and nothing is mixed."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import __version__
from sim.analysis.claims import claims_of
from sim.analysis.figures import revenue_of
from sim.analysis.headline import headline_of
from sim.analysis.questions import headline_question
from sim.analysis.said import Column, Headline, Row, SaidTable
from sim.cli.main import main
from sim.common.errors import RunFailed
from sim.domain.law import provisions_of
from sim.domain.scenario import SCHEMA_VERSION
from sim.domain.trade import GROUPS, SUMMED_GROUPS, Stream, overlapping
from sim.reading.reference import shipped
from sim.reading.resolved import load_resolved
from sim.reading.scenario import read_scenario
from sim.report.text import headline_text
from sim.runs.run import run
from sim.runs.variants import Variant, streams_where
from sim.store.provenance import run_id
from tests.unit.packages import check_package

ROOT = Path(__file__).parents[2]
TABLES = ("months_by_stream", "months_by_partner", "months_by_channel")
FILES = {
    "scenario.json", "summary.csv", "events.csv", "reach.csv", "headline.json", "headline.txt",
    "provenance.json", "datapackage.json", "revenue.png", "revenue.svg", "revenue_alt.txt",
    *(f"{name}.parquet" for name in TABLES),
}  # fmt: skip
KEYS = ("month", "variant", "group", "stream", "partner", "channel")
SHARES = ("compliance", "dial", "propensity")
"""The only measured columns that are not money."""
SCENARIO = shipped() / "unscr_2371.yaml"
YEAR, SHORT = "horizon.end=2017-12", "bundle=[unscr_2321, unscr_2371]"
CUT_OFF = "based_on: ladder.yaml\ntitle: Banks cut off\nbehaviour: {payment_share: 0.1}\n"
HAPPENINGS = ["adopted", "notice issued", "new cap period", "in force", "ended"]
"""In the order in which they can happen to an act on a day."""
VARIANTS = ["by_dial", "dial_only", "law_only", "own_notices", "prior_law", "scenario"]


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """Results of a shipped scenario with an act under test, and of one in which banks are cut off."""
    place = tmp_path_factory.mktemp("results")
    (place / "cut_off.yaml").write_text(CUT_OFF, encoding="utf-8")
    assert main(["run", str(SCENARIO), str(place / "cut_off.yaml"), "-o", str(place / "out")]) == 0
    return place / "out"


@pytest.fixture(params=["unscr_2371", "cut_off"])
def folder(request, results) -> Path:
    """A run folder."""
    (found,) = (results / request.param).iterdir()
    return found


@pytest.fixture
def scenario(folder):
    return load_resolved(folder / "scenario.json")


@cache
def rows_of(folder: Path, table: str) -> list[dict]:
    """The rows of a table, read once; whoever asks reads them only."""
    return pq.read_table(folder / f"{table}.parquet").to_pylist()


def close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


# -- the files --------------------------------------------------------------------------------------------------------


def test_a_run_leaves_these_files_and_no_others(folder):
    assert {path.name for path in folder.iterdir()} == FILES
    assert folder.name == run_id(load_resolved(folder / "scenario.json"))


def test_the_resolved_scenario_is_the_scenario(folder, scenario):
    source = SCENARIO if folder.parent.name == SCENARIO.stem else folder.parents[2] / "cut_off.yaml"
    assert scenario == read_scenario(source).scenario
    assert json.loads((folder / "scenario.json").read_text(encoding="utf-8"))["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize("name", TABLES)
def test_tables_state_their_schema_and_their_units(folder, name):
    schema = pq.read_schema(folder / f"{name}.parquet")
    assert schema.metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()
    assert schema.metadata[b"version"] == __version__.encode()
    assert schema.field("month").type == pa.date32()
    for field in schema:
        if field.name not in KEYS:
            assert field.name.endswith("_musd") or field.name in SHARES, field.name
            assert field.type == pa.float64()


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_a_row_for_everything_and_no_row_twice(folder, scenario, name):
    rows = rows_of(folder, name)
    keys = [tuple(row[key] for key in KEYS if key in row) for row in rows]
    assert len(set(keys)) == len(keys)
    numbers = range(scenario.start, scenario.start + scenario.months)
    assert sorted({row["month"] for row in rows}) == [date(m // 12, m % 12 + 1, 1) for m in numbers]
    assert sorted({row["variant"] for row in rows}) == VARIANTS
    assert {row["stream"] for row in rows} == {stream.id for stream in scenario.streams}
    assert len(rows) % (scenario.months * len(VARIANTS)) == 0


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_finite_numbers_of_the_right_sign(folder, name):
    for row in rows_of(folder, name):
        for column, value in row.items():
            if column not in KEYS:
                least, most = (0.0, 10.0 if column == "dial" else 1.0) if column in SHARES else (-1e-9, 1e6)
                assert least <= value <= most, (column, row)


def test_provenance_says_where_a_run_came_from(folder, scenario):
    content = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    expected = {"schema_version", "run", "scenario_sha256", "numbers_sha256", "law_sha256", "seed", "draws", "command",
                "version", "source", "python", "numpy", "scipy", "simpy", "machine", "cpu_features",
                "finished"}  # fmt: skip
    assert set(content) >= expected
    assert content["scenario_sha256"] == hashlib.sha256((folder / "scenario.json").read_bytes()).hexdigest()
    assert content["run"] == folder.name
    assert content["command"][:3] == ["dial", "run", str(SCENARIO)]
    assert (content["seed"], content["draws"]) == (scenario.seed, scenario.draws)
    assert content["version"] == __version__
    assert re.fullmatch(r"[0-9a-f]{12}", content["source"])
    assert datetime.fromisoformat(content["finished"]).utcoffset() is not None


def test_nothing_of_this_machine_is_in_what_decides_the_run(folder):
    """Paths would make the same scenario another run on another machine."""
    text = (folder / "scenario.json").read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(shipped().parent) not in text
    assert str(folder.parents[2]) not in text


# -- summary and events -----------------------------------------------------------------------------------------------


def test_summary_opens_with_the_csv_module_and_adds_up(folder, scenario):
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as handle:
        summary = list(csv.DictReader(handle))
    assert len(summary) == scenario.months
    totals: dict[tuple, float] = defaultdict(float)
    for row in rows_of(folder, "months_by_stream"):
        month, group, variant = row["month"].isoformat(), row["group"], row["variant"]
        for name in ("receipts", "recorded", "net"):
            totals[month, f"{group}_{variant}_{name}_musd"] += row[f"{name}_musd"]
        if variant == "scenario":
            totals[month, f"{group}_no_sanctions_musd"] += row["value_musd"]
    for row in summary:
        assert None not in row
        assert row.pop("schema_version") == str(SCHEMA_VERSION)
        month = row.pop("month")
        assert len(row) == len(SUMMED_GROUPS) * (1 + 3 * len(VARIANTS))
        for name, text in row.items():
            assert close(float(text), totals[month, name]), (month, name)


def test_events_are_in_order_and_make_sense(folder, scenario):
    with (folder / "events.csv").open(encoding="utf-8", newline="") as handle:
        events = list(csv.DictReader(handle))
    known = {p.id for p in provisions_of(scenario.measures)}
    partners = {partner.id for partner in scenario.partners}
    assert len(events) > 50
    assert [event["day"] for event in events] == sorted(event["day"] for event in events)
    assert {event["what"] for event in events} <= set(HAPPENINGS)
    assert {event["act"] for event in events} <= known
    begun: dict[str, str] = {}
    force: dict[tuple[str, str], str] = {}
    for event in sorted(events, key=lambda event: (event["day"], HAPPENINGS.index(event["what"]))):
        day, act, concerned = event["day"], event["act"], event["partners"].split()
        assert set(concerned) <= partners
        if event["what"] in ("adopted", "notice issued"):
            assert act not in begun
            assert concerned == []
            begun[act] = day
            continue
        if event["what"] == "new cap period":
            assert day.endswith("-01-01")
            assert concerned == []
            continue
        assert concerned == sorted(set(concerned))
        assert concerned
        assert begun[act] <= day, act
        for partner in concerned:
            if event["what"] == "in force":
                assert (act, partner) not in force
                force[act, partner] = day
            else:
                assert force.pop((act, partner)) < day, (act, partner)
    last = scenario.start + scenario.months
    assert events[-1]["day"] < f"{last // 12}-{last % 12 + 1:02d}"


def test_the_tested_act_is_in_the_events_on_its_dates(results):
    (folder,) = (results / "unscr_2371").iterdir()
    lines = (folder / "events.csv").read_text(encoding="utf-8").splitlines()
    assert "2017-08-05,adopted,unscr_2371.coal," in lines
    assert "2017-08-28,in force,unscr_2371.coal,china" in lines
    assert "2017-08-28,ended,unscr_2321.coal,china" in lines


def test_a_package_says_what_every_column_is(folder):
    check_package(folder)


def test_a_run_says_how_to_cite_it(folder, scenario):
    said = (folder / "headline.txt").read_text(encoding="utf-8").partition("Cite as: ")[2].replace("\n", " ")
    assert f"run {folder.name}: {scenario.title}." in said
    assert "CC BY 4.0" in said


# -- the headline -----------------------------------------------------------------------------------------------------


def headline_in(folder: Path) -> Headline:
    def refuse(name: str):
        raise AssertionError(name)

    content = json.loads((folder / "headline.json").read_text(encoding="utf-8"), parse_constant=refuse)
    tables = {name: tuple(block_in(block) for block in content[name]) for name in ("blocks", "first")}
    lines = {name: tuple(content[name]) for name in ("facts", "said")}
    return Headline(**(content | tables | lines))


def block_in(block: dict) -> SaidTable:
    rows = [Row(**(row | {"values": tuple(row["values"])})) for row in block.pop("rows")]
    columns = [Column(**column) for column in block.pop("columns")]
    return SaidTable(**block, columns=tuple(columns), rows=tuple(rows))


def test_the_printed_headline_is_the_one_in_numbers(folder):
    assert headline_text(headline_in(folder)) == (folder / "headline.txt").read_text(encoding="utf-8")


def test_keys_are_stable_whatever_the_words(folder):
    """Snake case, no key twice, a unit everywhere; rows of a variant go by the name it has in files."""
    for block in headline_in(folder).blocks:
        keys = [block.id, *(column.id for column in block.columns), *(row.id for row in block.rows)]
        assert [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []
        for these in (block.columns, block.rows):
            assert len({one.id for one in these}) == len(these)
        assert {column.unit for column in block.columns} == {block.unit}
    assert [block.id for block in headline_in(folder).blocks][:2] == ["would_deny", "prices"]


def test_years_and_names_are_no_keys(tmp_path):
    """Another horizon gives other words under the same keys."""
    said = []
    for end in ("2018-12", "2019-12"):
        scenario = read_scenario(SCENARIO, [f"horizon.end={end}", "behaviour.gamma=2"]).scenario
        said.append(headline_of(run(headline_question(scenario))))
    one, other = ([(b.id, [c.id for c in b.columns], [r.id for r in b.rows]) for b in s.blocks] for s in said)
    assert one == other
    assert "dial_only" in one[0][2]


def test_every_printed_number_is_its_own_rounded(folder):
    """Read back from the print, number by number."""
    lines = (folder / "headline.txt").read_text(encoding="utf-8").splitlines()
    checked = 0
    for block in headline_in(folder).blocks:
        heads = lines.index(block.title) + 1
        first = next(n for n in range(heads + 1, heads + 4) if lines[n][2:].startswith(block.rows[0].label))
        for row, line in zip(block.rows, lines[first:], strict=False):
            printed = line[2 + max(len(r.label) for r in block.rows) :].split()
            assert line[2:].startswith(row.label)
            assert len(printed) == len(row.values) == len(block.columns)
            for text, value in zip(printed, row.values, strict=True):
                assert (text == "-") == (value is None)
                if value is not None:
                    shown = float(text.replace(",", ""))
                    assert abs(shown - value) <= (0.5 if row.as_claimed or abs(value) < 100 else 5.0) + 1e-9
                    checked += 1
    assert checked > 40


def test_the_headline_comes_out_of_the_monthly_tables(results):
    """Receipts that UNSCR 2371 takes in 2018, own notices: the table's sum is the headline's number."""
    (folder,) = (results / "unscr_2371").iterdir()
    taken = {"prior_law": 0.0, "scenario": 0.0}
    for row in rows_of(folder, "months_by_stream"):
        if row["month"].year == 2018 and row["group"] == "goods" and row["variant"] in taken:
            taken[row["variant"]] += row["receipts_musd"]
    block = next(block for block in headline_in(folder).blocks if block.id == "would_deny")
    printed = next(row for row in block.rows if row.id == "own_notices")
    assert block.columns[0] == Column("receipts_first_year", "receipts 2018", "USD million a year")
    assert printed.values[0] == pytest.approx(taken["prior_law"] - taken["scenario"], rel=1e-9)


# -- the tables agree -------------------------------------------------------------------------------------------------


def test_channels_add_up_to_receipts(folder):
    by_channel: dict[tuple, float] = defaultdict(float)
    channels = set()
    for row in rows_of(folder, "months_by_channel"):
        by_channel[row["month"], row["variant"], row["stream"]] += row["receipts_musd"]
        channels.add(row["channel"])
        assert row["receipts_musd"] >= -1e-9
    assert channels == {"permitted", "open", "diverted", "smuggled"}
    streams = rows_of(folder, "months_by_stream")
    assert len(streams) == len(by_channel)
    for row in streams:
        assert close(by_channel[row["month"], row["variant"], row["stream"]], row["receipts_musd"]), row


def test_partners_add_up_to_streams_and_to_nothing_else(folder):
    """Receipts by partner are what is left after discounts, seizures and payment costs: no more, no less."""
    sums: dict[tuple, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    pairs = {"receipts_by": "receipts", "value": "value", "permitted": "permitted", "open": "open",
             "diverted_in": "diverted", "smuggled_by": "smuggled"}  # fmt: skip
    for row in rows_of(folder, "months_by_partner"):
        for name in pairs:
            sums[row["month"], row["variant"], row["stream"]][name] += row[f"{name}_musd"]
    for row in rows_of(folder, "months_by_stream"):
        found = sums[row["month"], row["variant"], row["stream"]]
        for name, whole in pairs.items():
            assert close(found[name], row[f"{whole}_musd"]), (name, row)


def test_streams_close_their_ledger(folder, scenario):
    paid = 0.0
    for row in rows_of(folder, "months_by_stream"):
        v = {name.removesuffix("_musd"): value for name, value in row.items()}
        income = v["value"] + v["substitution"]
        assert close(income, v["permitted"] + v["open"] + v["diverted"] + v["smuggled"] + v["denied"]), row
        assert close(v["receipts"], income - v["denied"] - v["discounts"] - v["interdicted"] - v["payment"]), row
        group = next(s.group for s in scenario.streams if s.id == row["stream"])
        retained = scenario.number("retained", row["stream"], group).value
        assert row["group"] == group
        assert close(v["net"], v["receipts"] * retained), row
        paid += v["payment"]
    assert (paid > 0) == (folder.parent.name == "cut_off")


def test_full_compliance_leaks_nothing(folder):
    for row in rows_of(folder, "months_by_stream"):
        if row["variant"] == "law_only":
            assert row["diverted_musd"] == row["smuggled_musd"] == row["open_musd"] == 0


# -- groups never mix -------------------------------------------------------------------------------------------------


def test_summaries_hold_groups_that_have_a_total_and_no_others(folder):
    header = (folder / "summary.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    groups = {name.partition("_")[0] for name in header if name.endswith("_musd")}
    assert groups == set(SUMMED_GROUPS)
    assert "illicit" not in groups


def test_illicit_series_are_in_the_tables_one_by_one(folder, scenario):
    illicit = {stream.id for stream in scenario.streams if stream.group == "illicit"}
    shown = {row["stream"] for row in rows_of(folder, "months_by_stream") if row["group"] == "illicit"}
    assert shown == illicit
    assert illicit
    text = (folder / "headline.txt").read_text(encoding="utf-8")
    taken = {block.id.removeprefix("illicit_") for block in headline_in(folder).blocks if "illicit" in block.id}
    labels = {stream.label.lower() for stream in scenario.streams if stream.id in illicit - taken}
    assert not any(name in text.lower() for name in ("illicit", *labels)), "named only where the acts take from them"


def test_the_headline_and_the_figure_are_of_goods(folder, scenario):
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    answer = run(headline_question(scenario))
    assert list(revenue_of(answer).received.central) == list(answer.summed("receipts", Variant(), sorted(goods)))
    for block in headline_in(folder).blocks:
        assert ("never added" in block.title) == (block.id in ("labour", "services"))
        assert ("goods" in block.title) or block.id != "would_deny"


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_its_own_streams(scenario, group):
    mine = {stream.id for stream in scenario.streams if stream.group == group}
    if group in SUMMED_GROUPS:
        assert set(streams_where(scenario, lambda g: g == group)) == mine
        assert overlapping(s for s in scenario.streams if s.group == group) == []


@pytest.mark.parametrize("groups", [("goods", "services"), GROUPS])
def test_streams_that_count_the_same_money_are_not_added(scenario, groups):
    """Seafood and fishing rights; workers and IT workers."""
    with pytest.raises(RunFailed, match="seafood"):
        streams_where(scenario, lambda group: group in groups)


def test_overlaps_are_found_in_either_order():
    a, b, c = (
        Stream("a", "a", "goods", overlaps=("b",)),
        Stream("b", "b", "goods", overlaps=("a",)),
        Stream("c", "c", "goods"),
    )
    assert overlapping([a, b, c]) == overlapping([c, b, a]) == [("a", "b")]
    assert overlapping([a, c]) == overlapping([]) == []


# -- the same bytes again ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path):
    """Another process, another hash seed, another folder: only the provenance may differ, in its time and command."""
    seen = []
    other = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    more = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": other, "MPLCONFIGDIR": str(tmp_path / "mpl")}
    for out in (tmp_path / "here", tmp_path / "there"):
        asked = ["run", "unscr_2371.yaml", "-o", str(out), "--set", YEAR, "--set", SHORT]
        if out.name == "here":
            assert main(asked) == 0
        else:
            command = [sys.executable, "-m", "sim", *asked]
            subprocess.run(command, env=kept | more, check=True, capture_output=True, cwd=tmp_path)
        ((folder,),) = ([*scenario.iterdir()] for scenario in out.iterdir())
        seen.append({path.name: path.read_bytes() for path in folder.iterdir()} | {"": folder.name.encode()})
    one, two = seen
    provenances = [json.loads(files.pop("provenance.json")) for files in seen]
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    differ = {key for key in provenances[0] if provenances[0][key] != provenances[1][key]}
    assert differ <= {"finished", "command", "sha256"}


@pytest.mark.parametrize("name", ["unscr_2371", "unscr_2371_claim"])
def test_the_claim_counts_paragraphs_whose_streams_trade_only_in_part(name):
    """The officials' baseline has iron ore and no row for iron and steel; their 251 million stay claimed."""
    claims, _ = claims_of(read_scenario(shipped() / f"{name}.yaml").scenario)
    assert sorted(claim.amount for claim in claims) == [113, 251, 295, 401]


def test_a_horizon_without_the_tested_act_says_so():
    """The bridge's first steps then hold months without the act, not only another baseline."""
    settings = ["horizon.start=2017-08", "horizon.end=2017-08"]
    scenario = read_scenario(shipped() / "unscr_2371.yaml", settings).scenario
    facts = " ".join(headline_of(run(headline_question(scenario))).facts)
    assert "2017 (1 month, a year's rate): what is asked about is not wholly in force within this horizon" in facts
    whole = headline_of(run(headline_question(read_scenario(shipped() / "unscr_2371.yaml").scenario))).facts
    assert not any("wholly in force" in fact for fact in whole)
