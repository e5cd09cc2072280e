"""A grade, shown: in the terminal, or as JSON."""
