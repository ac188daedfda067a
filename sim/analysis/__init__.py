"""Questions asked of a model run."""
