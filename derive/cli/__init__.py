"""The command line: the last room, which everything else knows nothing of."""
