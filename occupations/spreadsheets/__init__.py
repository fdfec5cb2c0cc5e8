"""Content as sheets, xlsx or CSV: cells (text and cell), files (bytes and rows), resources (rows and database)."""
