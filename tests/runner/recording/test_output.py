"""What is printed: honest streams, all that a program asks of them, and a text that is capped."""

import io
import logging
import sys
import textwrap

import pytest
from making import tensor

from grader.core.model import Case
from grader.runner.recording.output import LONGEST_OUTPUT, Output
from grader.runner.recording.program import ProgramLoader
from grader.runner.wire import Assignment, Observed, Piece, Program


def printed(write):
    """What is kept of what a function prints."""
    output = Output()
    with output.recorded():
        write()
    return output.text()


@pytest.mark.parametrize(
    ("write", "text"),
    [
        (lambda: print("a", "b"), "a b\n"),
        (lambda: print("wrong", file=sys.stderr), "wrong\n"),
        (lambda: print("began", file=sys.__stdout__), "began\n"),
        (lambda: sys.stdout.writelines(["a\n", "b\n"]), "a\nb\n"),
        (lambda: sys.stdout.buffer.write("é ∑\n".encode()), "é ∑\n"),
        (lambda: sys.stdout.buffer.raw.write(b"raw"), "raw"),
        (lambda: [sys.stdout.buffer.write(part) for part in (b"\xe2\x88", b"\x91")], "∑"),
        (lambda: print("a") or (sys.stdout.buffer.write(b"b\n") and print("c")), "a\nb\nc\n"),
        (lambda: print("\ud800"), "?\n"),
        (lambda: [sys.stdout.close(), print("still here", flush=True)], "still here\n"),
        (lambda: print("in a wrapper", file=io.TextIOWrapper(sys.stdout.buffer, "utf-8")), "in a wrapper\n"),
        (lambda: print("over", file=sys.stdout.detach() and sys.stdout), "over\n"),
    ],
)
def test_whatever_is_written_is_kept(write, text):
    assert printed(write) == text


def test_a_stream_has_what_a_program_asks_of_it():
    told = []
    printed(
        lambda: told.extend(
            (
                *(
                    s.encoding,
                    s.errors,
                    s.newlines,
                    s.line_buffering,
                    s.write_through,
                    s.name,
                    s.mode,
                    s.closed,
                ),
                *(
                    s.isatty(),
                    s.writable(),
                    s.readable(),
                    s.seekable(),
                    s.fileno(),
                    s.buffer.fileno(),
                    s.flush(),
                ),
            )
            for s in (sys.stdout, sys.stderr)
        )
    )
    begin, end = (None, True, False), (False, True, False, False)
    assert told == [
        ("utf-8", "strict", *begin, "<stdout>", "w", False, *end, 1, 1, None),
        ("utf-8", "backslashreplace", *begin, "<stderr>", "w", False, *end, 2, 2, None),
    ]


def test_a_stream_is_reconfigured_as_pythons_own():
    output = Output()
    with output.recorded():
        sys.stdout.reconfigure(encoding="gbk", errors="replace", line_buffering=False)
        sys.stdout.buffer.write("范数".encode("gbk"))
        told = sys.stdout.encoding, sys.stdout.errors, sys.stdout.line_buffering
        with pytest.raises(LookupError):
            sys.stdout.reconfigure(encoding="no such encoding")
        with pytest.raises(TypeError, match="newlines"):
            sys.stdout.reconfigure(newlines="")
    assert (told, output.text()) == (("gbk", "replace", False), "范数")


def test_what_is_not_text_is_refused_in_pythons_words():
    def write():
        with pytest.raises(TypeError, match=r"^write\(\) argument must be str, not int$"):
            sys.stdout.write(3)
        with pytest.raises(TypeError, match="a bytes-like object is required, not 'str'"):
            sys.stdout.buffer.write("text")
        with pytest.raises(io.UnsupportedOperation):
            sys.stdout.read()

    assert printed(write) == ""


def test_a_long_output_is_cut_in_bytes_and_text_alike():
    kept = "x" * LONGEST_OUTPUT + "\n…"
    assert printed(lambda: print("x" * 100_000)) == kept
    assert printed(lambda: [sys.stderr.buffer.write(b"x" * 99) for _ in range(1000)]) == kept


def test_the_streams_of_the_process_are_back_afterwards():
    before = sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__

    def replace():
        sys.stdout, sys.stderr = None, io.StringIO()
        del sys.stdout

    assert printed(replace) == ""
    assert (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__) == before


def loaded(text, *, often=1):
    """What a submission's function `f` prints in its calls."""
    loader = ProgramLoader()
    piece = Piece("a.py", 1, textwrap.dedent(text), ("f",), ("f",))
    case = Case((tensor([1.0]),), ("",), 0)
    answers = [*loader.load(Program((piece,))), *loader.run(Assignment("f", 1, (case,) * often))]
    seen = [answer.observation for answer in answers if isinstance(answer, Observed)]
    assert [one.failure for one in seen] == [None] * often
    return [one.stdout for one in seen]


def test_a_stream_that_was_taken_while_loading_prints_in_the_call():
    text = """\
        import logging, sys
        print("not of the call")
        handler = logging.StreamHandler()
        logger = logging.Logger("of the test")
        logger.addHandler(handler)
        def f(x, out=sys.stdout, write=sys.stdout.write):
            logger.warning("logged")
            print("default", file=out)
            write("bound")
            return x
        """
    assert loaded(text, often=2) == ["logged\ndefault\nbound"] * 2


def test_a_stream_that_is_put_in_place_of_ours_while_loading_stays():
    text = """\
        import io, sys
        class Tee:
            def __init__(self, stream):
                self.stream, self.lines = stream, []
            def write(self, text):
                self.lines.append(text)
                return self.stream.write(text)
            def flush(self):
                self.stream.flush()
        sys.stdout = Tee(sys.stdout)
        sys.stderr = io.TextIOWrapper(sys.stderr.buffer, encoding="utf-8")
        def f(x):
            print("é")
            print("err", file=sys.stderr)
            assert "é" in sys.stdout.lines
            return x
        """
    assert loaded(text, often=2) == ["é\nerr\n"] * 2


def test_a_stream_that_is_put_in_place_in_a_call_is_gone_in_the_next():
    text = """\
        import sys
        def f(x):
            print("seen")
            sys.stdout = open(sys.stdout.fileno(), "w", closefd=False)
            sys.stdout.close()
            return x
        """
    assert loaded(text, often=2) == ["seen\n"] * 2


def test_a_root_logger_that_is_set_up_in_a_call_prints_there():
    text = """\
        import logging
        def f(x):
            logging.basicConfig(format="%(message)s", force=True)
            logging.warning("careful")
            return x
        """
    before = logging.root.handlers[:]
    try:
        assert loaded(text) == ["careful\n"]
    finally:
        logging.root.handlers[:] = before


def test_a_submission_may_redirect_its_own_output():
    text = """\
        import contextlib, io
        def f(x):
            with contextlib.redirect_stdout(io.StringIO()) as mine:
                print("mine")
            print("yours", len(mine.getvalue()))
            return x
        """
    assert loaded(text) == ["yours 5\n"]
