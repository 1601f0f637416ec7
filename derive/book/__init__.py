"""Derivations: found, ordered by citation, checked in workers, reported."""
