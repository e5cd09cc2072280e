"""A grade, shown: in the terminal, as a page, as Markdown, as JSON."""
