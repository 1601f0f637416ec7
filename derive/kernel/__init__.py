"""The kernel: what is true. It imports the language's nodes and nothing else of ours."""
