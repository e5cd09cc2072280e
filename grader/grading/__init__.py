"""Grading without a terminal: what every command, notebook and test does before and after the judge.

session         a course and an exercise's key: a file prepared, its grade
keys            an exercise's key, made in a process of its own
language        in which language a command, a notebook or a test speaks
devices         what `--device` means on this machine
confinement     in which tier a file is run
history         what a learner has reached in a folder
"""
