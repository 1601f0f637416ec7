"""The language of a line: nodes, the parser, and the readings that judge nothing."""
