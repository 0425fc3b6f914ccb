"""Selections of a release as files that people open: Excel, CSV, Parquet, a calendar."""
