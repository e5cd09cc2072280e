"""Processes that run submissions: the judge's side, and the warm process itself.

pools, pool     a pool for each device; a warm process, and a session with a child for each submission
warm            the judge's handle on the warm process
worker          the warm process itself, which imports torch once and forks
child           one child process: its requests, its deadlines, its memory, its end
validation      whether our recorder can have sent a message
"""
