"""Messages without walls of numbers."""

from grader.workshop.shortening import LONGEST_LINE, shortened


def test_what_is_short_stays():
    text = "norm: fails on norm(torch.tensor([[3., -4.], [1., 2.]])): The result is tensor([1.]).\nFix it."
    assert shortened(text) == text


def test_a_long_list_is_cut_and_what_follows_stays():
    numbers = ", ".join(["0.12345678"] * 40)
    text = f"norm fails on norm(torch.tensor([{numbers}], dtype=torch.float64), 3): Widen the inputs."
    assert shortened(text) == (
        f"norm fails on norm(torch.tensor([{numbers[:59]}…], dtype=torch.float64), 3): Widen the inputs."
    )


def test_of_lists_in_each_other_the_outer_is_cut():
    rows = ", ".join(f"[{n}., {n}.]" for n in range(60))
    assert shortened(f"f([{rows}], [1., 2.])") == f"f([{rows[:59]}…], [1., 2.])"


def test_of_two_long_lists_both_are_cut():
    numbers = ", ".join("7" * 60)
    assert shortened(f"f([{numbers}], [{numbers}])") == f"f([{numbers[:59]}…], [{numbers[:59]}…])"


def test_many_lines_are_cut_and_the_last_one_stays():
    text = "\n".join(f"x{n} = {n}" for n in range(30))
    assert shortened(text).split("\n") == [*(f"x{n} = {n}" for n in range(10)), "…", "x29 = 29"]


def test_a_long_line_without_lists_keeps_its_ends():
    found = shortened("a" * 5_000 + "b" * 5_000)
    assert (found[0], found[-1], len(found)) == ("a", "b", LONGEST_LINE + 1)


def test_brackets_that_do_not_match_do_no_harm():
    assert shortened("]" * 200 + "[" * 200) == "]" * 200 + "[" * 200
    assert len(shortened("[" * 100_000)) == LONGEST_LINE + 1
