"""Sweeps: a scenario over axes of values, computed shard by shard so that no row is lost or doubled."""
