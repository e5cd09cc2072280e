"""The page of a whole class.

`view` has what the page shows, as values. `page` lays it out. `labels` has its texts.
"""
