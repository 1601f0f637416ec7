"""Slips: what was probably meant by a step that fails."""
