"""The page of a whole class: what it shows as values (`view`), how that is laid out (`page`), its labels."""
