"""Rows of the desk as spreadsheets: read, shown before anything changes, applied, written."""
