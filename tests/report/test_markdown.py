"""A document in Markdown: complete, and never steered by a submission's text."""

import re

import pytest
from sheets import FAILED, OTHERS, RAISED, RICH, hostile, make

from grader.report import markdown as as_markdown
from grader.report.markdown import fenced, plain


def test_a_document_as_it_is_read():
    assert (
        as_markdown.render([make(OTHERS[0], FAILED, skipped=())])
        == """\
<!-- Report of grade -->
# Feedback on work/exercise\\_02.py

## Broadcasting

**1 of 2 points** · Next: fix row\\_shares.

| | Task | Points | Remark |
| --- | --- | --- | --- |
| ✓ | `matvec` | 1/1 |  |
| ✗ | `row_shares` | 0/1 | wrong shape, wrong values |

### ✗ `row_shares` · failed · line 8 · 0/1 points

The result has shape (2, 2); shape (2, 1) is expected.

```text
call      row_shares(torch.tensor([[3.], [5.]]))
expected  tensor([[1.], [1.]])
got       tensor([[1., 0.6000], [1.6667, 1.]])
```

**Why**: `X.sum(1)` drops the axis, for sums of *columns*.

**Pattern**: Of the calls tried, right whenever X has one row, wrong whenever X does not have just one row.

**Also**: On row\\_shares(…): 2 of 4 elements are wrong. \
The first is \\[0, 1\\]: it is 0.6000, 1. is expected.

**You printed**:

```text
sums: tensor([3., 5.])
for X
```

**Warning**: Using a target size (torch.Size(\\[2\\])) that is different

**Your code**

```python
 8  def row_shares(X):
 9      total = X.sum(1)    # total: (2,) float32 = tensor([3., 5.])
10      return X / total    # pass 1 of 40: returns: (2, 2) float32 ← shape (2, 2) begins here
```

```python
20  def unused():
21      pass
```

<details><summary>Hints (2)</summary>

1. Print the shapes.
2. `sum` takes keepdim=True.

</details>

Answer key 0123456789ab · torch 2.13.0 on cpu · the code was run with time and memory limits, unconfined
"""
    )


def test_several_files_have_an_index_and_what_was_not_run():
    text = as_markdown.render([RICH, make(FAILED, submission="b.py")])
    assert text.startswith("<!-- Report of grade -->\n# Feedback on 2 files\n\n| File | Points | Next |\n")
    assert "| b.py (Broadcasting) | 0 of 1 points | Next: fix row\\_shares. |" in text
    assert "| cell 5, line 1 | !pip install d2l | a notebook command |" in text


def test_a_notebook_tells_where_its_functions_stand_and_which_cells_were_run():
    text = as_markdown.render([make(RAISED, cells=(2, 3, 5, 6, 7))])
    assert "\n### ✗ `cosine` · raised · cell 4, line 3 · 0/1 points\n" in text
    ran = "Run: cells 2, 3 and 5 to 7, as far as your functions need them."
    assert f"\n\n### What was not run\n\n{ran}\n\n| Where |" in text
    alone = as_markdown.render([make(OTHERS[0], skipped=(), cells=(2,))])
    assert "\n\nRun: cell 2, as far as your functions need it.\n\nAnswer key " in alone
    assert "What was not run" not in alone


def outside_fences(text):
    kept, fence = [], None
    for line in text.splitlines():
        if fence is None and (opened := re.match(r"(`{3,})\w*$", line)):
            fence = opened[1]
        elif fence is not None and line == fence:
            fence = None
        elif fence is None:
            kept.append(line)
    assert fence is None
    return "\n".join(kept)


def test_text_of_a_submission_cannot_become_markup():
    text = outside_fences(as_markdown.render([hostile()]))
    ours = re.sub(r"</?details>|</?summary>|<!-- Report of grade -->", "", text)
    assert not re.search(r"(?<!\\)<", ours)
    assert not re.search(r"(?<!\\)\[a", ours)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) in (4, 5) for row in rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b*c", "a\\_b\\*c"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("# heading", "\\# heading"),
        ("two\nlines", "two lines"),
        ("a | b", "a \\| b"),
        ("@someone &amp; $x$", "\\@someone \\&amp; \\$x\\$"),
    ],
)
def test_a_text_is_shown_as_it_is(text, shown):
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["a", "```", "a ```` b\n```"])
def test_nothing_closes_a_fence_from_within(text):
    first, *middle, last = fenced(text).splitlines()
    assert "\n".join(middle) == text
    assert first.startswith(last)
    assert last not in text
