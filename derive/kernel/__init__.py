"""The kernel: what is true.

Of ours it imports the language alone: nodes and records, shapes, and the plain text of a condition
for messages. The two engines share nothing that evaluates.
"""
