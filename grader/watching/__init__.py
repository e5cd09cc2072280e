"""`grade watch`: a file is graded again whenever it is saved.

loop        what happens when: a file was saved, a key was pressed
watched     one file: what of it has changed, and its grade so far
changes     saved files, from the system
keyboard    keys, one at a time
screen      what is shown
words       every sentence of it
"""
