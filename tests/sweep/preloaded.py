"""All that a sweep needs, imported and read once, for the server that children are forked from. It has no threads."""

# ruff: noqa: F401

import gc
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg
import PIL.PngImagePlugin
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet

import sim.cli.main
import sim.sweeps.report
import sim.sweeps.run
import sim.sweeps.slurm
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.plan import plan_of
from tests.sweep.tiny import make

with TemporaryDirectory() as folder:
    assert plan_of(read_sweep(make(Path(folder)) / "tiny.yaml")).identity  # with it the source is hashed, once for all
gc.collect()
gc.freeze()  # else the collection after every shard goes through all that is imported
