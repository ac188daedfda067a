"""What `dial new` writes checks as it stands, and is never written over anything."""

import pytest

from sim.cli.main import main
from sim.reading.scenario import read_scenario


@pytest.mark.parametrize("what", ["scenario", "act"])
def test_a_new_file_checks(tmp_path, capsys, what):
    file = tmp_path / "mine.yaml"
    assert main(["new", what, str(file)]) == 0
    assert main(["check", str(file)]) == 0
    before = file.read_bytes()
    assert main(["new", what, str(file)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_new_tables_are_read(tmp_path):
    assert main(["new", "tables", str(tmp_path / "mine")]) == 0
    (tmp_path / "mine.yaml").write_text("title: t\nbased_on: unscr_2371.yaml\ntables: mine\n", encoding="utf-8")
    scenario = read_scenario(tmp_path / "mine.yaml").scenario
    assert {"baseline.amber.atlantis", "resistance.atlantis"} <= set(scenario.numbers)


def test_a_new_sweep_is_one(tmp_path):
    assert main(["new", "sweep", str(tmp_path / "mine.yaml")]) == 0
    from sim.sweeps.design.reading import read_sweep

    assert len(read_sweep(tmp_path / "mine.yaml").axes) == 1


def test_a_file_that_nobody_would_read_is_refused(tmp_path, capsys):
    assert main(["new", "act", str(tmp_path / "mine")]) == 2
    assert "mine.yaml" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_a_misspelt_command_is_told_of(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["chek", "a.yaml"])
    assert stopped.value.code == 2
    assert "did you mean 'check'?" in capsys.readouterr().err
