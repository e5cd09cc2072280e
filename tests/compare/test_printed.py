"""What two calls print is compared line by line, and numbers as numbers."""

import pytest

from grader.compare.printed import departure
from tests.making import words

SAME = [
    ("", ""),
    ("a\n", "a"),
    ("a  \nb\n\n", "a\nb"),
    ("mean 0.333", "mean 0.334"),
    ("mean -1.0000000298023224", "mean -1.0"),
    ("tensor([0.3333, 0.6667])", "tensor([0.3334, 0.6666])"),
    ("1.50e-03", "1.51e-03"),
    ("sum 0.30000000000000004", "sum 0.3"),
]
OTHER = [
    ("", "a", 1, "nothing more", "'a'"),
    ("a\nb", "a", 2, "'b'", "nothing more"),
    ("a", "\na", 1, "'a'", "''"),
    ("epoch 3", "epoch 4", 1, "'epoch 3'", "'epoch 4'"),
    ("loss 0.31", "loss 0.33", 1, "'loss 0.31'", "'loss 0.33'"),
    ("loss 0.31", "loss 0.310", 1, "'loss 0.31'", "'loss 0.310'"),
    ("3", "3.0", 1, "'3'", "'3.0'"),
    ("0.5", "-0.5", 1, "'0.5'", "'-0.5'"),
    ("x\ny", "y\nx", 1, "'x'", "'y'"),
    ("0.30000000000000004", "0.3001", 1, "'0.30000000000000004'", "'0.3001'"),
    ("1.5e3", "1.5e4", 1, "'1.5e3'", "'1.5e4'"),
]


@pytest.mark.parametrize(("mine", "yours"), SAME)
def test_spaces_at_the_end_and_the_last_digit_do_not_matter(mine, yours):
    assert departure(mine, yours) is None


@pytest.mark.parametrize(("mine", "yours", "line", "expected", "got"), OTHER)
def test_the_first_line_that_differs_is_found(mine, yours, line, expected, got):
    found = departure(mine, yours)
    assert found.path == (("printed", line),)
    assert (words(found.expected), words(found.got)) == (expected, got)
