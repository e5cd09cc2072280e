"""Grading a submission on a GPU, or on several devices.

asked        a task as it is asked on another device: the same cases, with that device's results
several      one grade of a submission on several devices
portable     whether a right function would work on a GPU, found out without one
"""
