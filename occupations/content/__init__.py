"""Checks of everything editors wrote: pure functions over plain text, and one that reads the database."""
