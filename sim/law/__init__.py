"""Law on its provision-cell pairs: one table of columns, and the arithmetic of when each row binds."""
