"""Benchmarks. They print and write figures; no test depends on a time."""
