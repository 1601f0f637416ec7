"""The rules: the reasons that a step may give."""
