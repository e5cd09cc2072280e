"""Reports of a grade: in the terminal, as a page, as Markdown, as JSON."""
