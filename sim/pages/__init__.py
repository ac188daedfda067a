"""The page with a dial on it: one file that a browser opens from disk, with everything in it."""
