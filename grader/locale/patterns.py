"""What failing calls have in common, and what went wrong in which line."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

PATTERNS: Mapping[str, Message | Plural] = {
    "pattern.always": Message("Of the calls tried, right whenever {right}, wrong whenever {wrong}."),
    "pattern.otherwise": Message("Of the calls tried, wrong whenever {wrong}, right otherwise."),
    "pattern.only": Message("Of the calls tried, wrong only when {wrong} ({failing} of {such} such calls)."),
    "pattern.both": Message("{first} and {second}"),
    "pattern.aside": Message("(Empty inputs and zeros aside.)"),
    "related": Message("In every failing call, {what} is {how}."),
    "related.there": Message("Where {what} has wrong numbers, it is {how}."),
    "related.there_in_call": Message("Where the result of the {nth} call has wrong numbers, it is {how}."),
    "related.shape_there": Message("Where the shape of {what} is wrong, its numbers are right."),
    "related.itself": Message("the expected one"),
    "related.nan": Message("not a number (nan)"),
    "related.constant": Message("{number}"),
    "related.constant_all": Message("{number} in each element"),
    "related.argument": Message("the argument {name} as it was before the call"),
    "related.negated": Message("minus the expected one"),
    "related.twice": Message("exactly twice the expected one"),
    "related.times": Message("exactly {factor} times the expected one"),
    "related.half": Message("exactly half of the expected one"),
    "related.share": Message("exactly 1/{factor} of the expected one"),
    "related.percent": Message("exactly 100 times the expected one"),
    "related.times_argument": Message("the expected one times {name}"),
    "related.over_argument": Message("the expected one divided by {name}"),
    "related.times_size": Message("the expected one times `{name}`"),
    "related.over_size": Message("the expected one divided by `{name}`"),
    "related.times_some_size": Message(
        "the expected one times a size of the arguments, such as the number of elements or of rows"
    ),
    "related.over_some_size": Message(
        "the expected one divided by a size of the arguments, such as the number of elements or of rows"
    ),
    "related.more": Message("the expected one plus {number}"),
    "related.less": Message("the expected one minus {number}"),
    "related.absolute": Message("the expected one without its sign"),
    "related.squared": Message("the square of the expected one"),
    "related.root": Message("the square root of the expected one"),
    "related.opposite": Message("1 minus the expected one"),
    "related.negation": Message("the opposite of the expected one: True for False, and False for True"),
    "related.reciprocal": Message("1 divided by the expected one"),
    "related.floor": Message("the expected one, rounded down"),
    "related.cut": Message("the expected one without its decimals"),
    "related.rounded": Message("the expected one, rounded to a whole number"),
    "related.sign": Message("only the sign of the expected one: -1, 0 or 1"),
    "related.exponential": Message("e to the power of the expected one"),
    "related.logarithm": Message("the natural logarithm of the expected one"),
    "related.transposed": Message("the expected one transposed: its last two axes are swapped"),
    "related.reversed": Message("the expected one in reverse order"),
    "related.reversed_rows": Message("the expected one with its rows in reverse order"),
    "related.reversed_columns": Message("the expected one with its columns in reverse order"),
    "related.later": Message("the expected one with each entry one place too late"),
    "related.earlier": Message("the expected one with each entry one place too early"),
    "related.running_total": Message("a running total: each entry is the sum of the expected ones up to it"),
    "related.table": Message("a table of all pairs; the expected one is on its diagonal"),
    "related.first": Message("only the first entry of the expected one"),
    "related.last": Message("only the last entry of the expected one"),
    "related.first_row": Message("only the first row of the expected one"),
    "related.last_row": Message("only the last row of the expected one"),
    "related.too_few": Message("only the first entries of the expected one; the last are missing"),
    "related.too_many": Message("the expected one, with further entries after it"),
    "related.shape": Message("the expected one in another shape; its numbers are right"),
    "related.order": Message("the expected one with its numbers in another order"),
    # what is left to do, or was done too often
    "related.not_reduced_mean": Message("not averaged to the end; the mean of its elements is {how}"),
    "related.not_reduced_mean_over": Message("not reduced over axis {axis}; the mean over it is {how}"),
    "related.reduced_too_far_mean": Message("only the mean of the expected numbers"),
    "related.reduced_too_far_mean_over": Message("only the mean of the expected numbers over axis {axis}"),
    "related.not_reduced_sum": Message("not added up to the end; the sum of its elements is {how}"),
    "related.not_reduced_sum_over": Message("not reduced over axis {axis}; the sum over it is {how}"),
    "related.reduced_too_far_sum": Message("only the sum of the expected numbers"),
    "related.reduced_too_far_sum_over": Message("only the sum of the expected numbers over axis {axis}"),
    "related.not_reduced_largest": Message("not reduced to one number; the largest of its elements is {how}"),
    "related.not_reduced_largest_over": Message("not reduced over axis {axis}; the largest over it is {how}"),
    "related.reduced_too_far_largest": Message("only the largest of the expected numbers"),
    "related.reduced_too_far_largest_over": Message(
        "only the largest of the expected numbers over axis {axis}"
    ),
    "related.not_reduced_smallest": Message(
        "not reduced to one number; the smallest of its elements is {how}"
    ),
    "related.not_reduced_smallest_over": Message(
        "not reduced over axis {axis}; the smallest over it is {how}"
    ),
    "related.reduced_too_far_smallest": Message("only the smallest of the expected numbers"),
    "related.reduced_too_far_smallest_over": Message(
        "only the smallest of the expected numbers over axis {axis}"
    ),
    "related.not_reduced_product": Message("not multiplied to the end; the product of its elements is {how}"),
    "related.not_reduced_product_over": Message("not reduced over axis {axis}; the product over it is {how}"),
    "related.reduced_too_far_product": Message("only the product of the expected numbers"),
    "related.reduced_too_far_product_over": Message(
        "only the product of the expected numbers over axis {axis}"
    ),
    "related.not_reduced_all": Message("several answers; the expected one says whether all of them are True"),
    "related.mean_missing": Message("So a mean is still missing."),
    "related.sum_missing": Message("So a sum is still missing."),
    "related.added_up": Message(
        "So it may have been added up: gradients are added to `.grad`, for example to those of an earlier "
        "call."
    ),
}

BESIDES: Mapping[str, Message | Plural] = {
    # what else was done to the numbers of a misconception
    "beside.negated": Message("Besides, the sign is wrong."),
    "beside.twice": Message("Besides, each number is twice as large as it should be."),
    "beside.times": Message("Besides, each number is {factor} times as large as it should be."),
    "beside.half": Message("Besides, each number is half as large as it should be."),
    "beside.share": Message("Besides, each number should be {factor} times as large."),
    "beside.percent": Message("Besides, each number is 100 times as large as it should be."),
    "beside.absolute": Message("Besides, minus signs are missing: negative numbers have become positive."),
    "beside.squared": Message("Besides, each number is the square of what it should be."),
    "beside.root": Message("Besides, each number is the square root of what it should be."),
    "beside.times_argument": Message("Besides, each number is {name} times as large as it should be."),
    "beside.over_argument": Message("Besides, each number should be {name} times as large."),
    "beside.times_size": Message("Besides, each number is `{name}` times as large as it should be."),
    "beside.over_size": Message("Besides, each number should be `{name}` times as large."),
}

TRAITS: Mapping[str, Message | Plural] = {
    # a property of an input, and its opposite; {x} is the parameter, {n} a number or a name
    "trait.scalar": Message("{x} has no dimensions"),
    "trait.scalar.not": Message("{x} has dimensions"),
    "trait.two_dimensions": Message("{x} has two or more dimensions"),
    "trait.two_dimensions.not": Message("{x} has fewer than two dimensions"),
    "trait.three_dimensions": Message("{x} has three dimensions"),
    "trait.three_dimensions.not": Message("{x} has fewer than three dimensions"),
    "trait.empty": Message("{x} has no elements"),
    "trait.empty.not": Message("{x} has elements"),
    "trait.at_most_one_element": Message("{x} has at most one element"),
    "trait.at_most_one_element.not": Message("{x} has more than one element"),
    "trait.one_element": Message("{x} has one element"),
    "trait.one_element.not": Message("{x} has more than one element, or none"),
    "trait.size_one": Message("a dimension of {x} has size 1"),
    "trait.size_one.not": Message("no dimension of {x} has size 1"),
    "trait.one_row": Message("{x} has one row"),
    "trait.one_row.not": Message("{x} does not have just one row"),
    "trait.one_column": Message("{x} has one column"),
    "trait.one_column.not": Message("{x} does not have just one column"),
    "trait.square": Message("{x} is square"),
    "trait.square.not": Message("{x} is not square"),
    "trait.integers": Message("{x} holds integers"),
    "trait.integers.not": Message("{x} holds floats"),
    "trait.float64": Message("{x} is float64"),
    "trait.float64.not": Message("{x} is not float64"),
    "trait.negative": Message("{x} has a negative element"),
    "trait.negative.not": Message("{x} has no negative element"),
    "trait.zero": Message("all elements of {x} are zero"),
    "trait.zero.not": Message("some element of {x} is not zero"),
    "trait.fraction": Message("{x} has elements that are not whole numbers"),
    "trait.fraction.not": Message("{x} has only whole numbers"),
    "trait.huge": Message("elements of {x} are huge (over 1e18)"),
    "trait.huge.not": Message("no element of {x} is huge"),
    "trait.tiny": Message("the elements of {x} are tiny (under 1e-18)"),
    "trait.tiny.not": Message("some element of {x} is not tiny, or all are zero"),
    "trait.extreme": Message("elements of {x} are huge or tiny (over 1e18, or all under 1e-18)"),
    "trait.extreme.not": Message("the elements of {x} are neither huge nor tiny"),
    "trait.layout": Message("{x} is not contiguous in memory (a transposed or strided view)"),
    "trait.layout.not": Message("{x} is contiguous in memory"),
    "trait.requires_grad": Message("{x} requires grad"),
    "trait.requires_grad.not": Message("{x} does not require grad"),
    "trait.number": Message("{x} is {n}"),
    "trait.number.not": Message("{x} is not {n}"),
    "trait.even": Message("{x} is even"),
    "trait.even.not": Message("{x} is not even"),
    "trait.odd": Message("{x} is odd"),
    "trait.odd.not": Message("{x} is not odd"),
    "trait.fractional_number": Message("{x} is not a whole number"),
    "trait.fractional_number.not": Message("{x} is a whole number"),
    "trait.equal_shapes": Message("all inputs have the same shape"),
    "trait.equal_shapes.not": Message("the inputs have different shapes"),
}

MARKS: Mapping[str, Message | Plural] = {
    "mark.shape_begins": Message("shape {got} begins here"),
    "mark.shape_returned": Message("shape {got} is returned here"),
    "mark.dtype_begins": Message("dtype {got} begins here"),
    "mark.dtype_returned": Message("dtype {got} is returned here"),
    "mark.cut": Message("the graph is cut here"),
    "mark.cut_by": Message("the graph is cut here, by {operation}"),
    "mark.no_leaf": Message("from here on, {name} is another tensor, not the one that was passed in"),
    "mark.kept": Message("from here on, {name} is a tensor that is connected to the graph"),
    "mark.changed": Message("the input {name} is changed here"),
    "mark.stretched": Message("{first} and {second} are stretched to {made}"),
    "mark.raised": Message("{type} is raised here"),
}

MESSAGES: Mapping[str, Message | Plural] = {**PATTERNS, **BESIDES, **TRAITS, **MARKS}
