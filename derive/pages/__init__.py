"""Pages: what is checked becomes Markdown, maths and a site."""
