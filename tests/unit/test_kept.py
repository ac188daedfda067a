"""Recorded trade kept by draw: sums of cells add up to what the streams recorded, whatever the chunk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.common.errors import BadInput
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.collect import cells_of
from sim.runs.draws import run_draws
from sim.runs.kept import MOST_KEPT_DRAWS, Kept, KeptDraws
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import NO_COMPLIANCE, SCENARIO

HISTORY = replace(read_scenario(shipped() / "history_own_notices_ports.yaml").scenario, months=24)
PARTNERS = tuple(Kept(partner.id, (partner.id,)) for partner in HISTORY.partners)
SOME = (Kept("all goods"), Kept("china coal", ("china",), ("coal",)), *PARTNERS)
DRAWS = 300


@pytest.fixture(scope="module")
def drawn():
    return run(Question(HISTORY, (SCENARIO, NO_COMPLIANCE), DRAWS, keep=SOME))


def test_partners_add_up_to_what_all_recorded(drawn):
    for variant in drawn.variants:
        kept = drawn.of("kept.recorded", variant)
        assert kept.shape == (24, len(SOME), DRAWS)
        np.testing.assert_allclose(kept[:, 2:].sum(axis=1), kept[:, 0], rtol=1e-12)
        goods = np.quantile(kept[:, 0], drawn.axes["probability"], axis=-1)
        np.testing.assert_allclose(goods, drawn.bands(variant, "recorded", "goods"), rtol=1e-12)


def test_a_cell_by_itself_is_part_of_its_partner(drawn):
    kept, names = drawn.of("kept.recorded"), drawn.axes["kept"]
    coal, china = kept[:, names.index("china coal")], kept[:, names.index("china")]
    assert (coal <= china * (1 + 1e-12)).all()
    assert coal[0].mean() > 10
    assert (china - coal)[0].mean() > 10


def test_the_central_run_keeps_the_same_cells():
    central = run(Question(HISTORY))
    places = SOME[1].cells(HISTORY, cells_of(HISTORY))
    assert [central.axes["cell"][n] for n in places] == [("coal", "china")]


def test_the_chunk_does_not_matter(drawn):
    taker = KeptDraws()
    run_draws(Question(HISTORY, (SCENARIO,), DRAWS, keep=SOME), {SCENARIO: [taker]}, chunk=256)
    np.testing.assert_array_equal(np.concatenate(taker.parts, axis=-1), drawn.of("kept.recorded"))


def test_more_draws_than_memory_holds_are_refused():
    with pytest.raises(BadInput, match="--draws"):
        Question(HISTORY, (SCENARIO,), MOST_KEPT_DRAWS + 1, keep=SOME)
    Question(HISTORY, (SCENARIO,), MOST_KEPT_DRAWS + 1)
