"""Slips that the learner's own source shows: `==` for `=`, a method without brackets, a lost `return`.

A slip is looked for only in a wrong answer, and told only if it can be the reason for what was seen. Each
rule is a function of the `Evidence`. When a rule is in doubt, it finds nothing.
"""
