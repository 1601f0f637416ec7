"""Rules applied: what can be done next, and whole derivations."""
