"""Measurements, each a module to run: ``python -m benchmarks.NAME``. None of them is a test."""
