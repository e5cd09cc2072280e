"""Grading without a terminal: the part that commands, notebooks and tests share.

session         a course and an exercise's answer key: a file prepared, its grade
keys            an exercise's answer key, made in a separate process
language        the language of a command, a notebook or a test
devices         what `--device` means on this machine
confinement     the sandbox tier in which a file runs
history         what a learner has reached in a folder
"""
