"""Grading in other tools: in notebooks, in IPython, in pytest.

notebook          `from grader import check`
functions         functions of the running program, graded from their source
ipython           the cells that were run in the current IPython
pytest_plugin     `pytest --grade`
"""
