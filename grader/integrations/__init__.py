"""Grading where learners and teachers work: in notebooks, in IPython, in pytest.

notebook          `from grader import check`
functions         functions that are at hand, graded from their source
ipython           the cells that were run in the IPython around us
pytest_plugin     `pytest --grade`
"""
