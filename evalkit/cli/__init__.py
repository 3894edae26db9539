"""The command line. `main(argv)` gives the exit code: 0 done and passed, 1 a gate failed or numbers differ, 2 could not do all
that was asked, 130 interrupted.

Thin: commands parse, call and print. What they call is imported inside them, so that `evalkit --help` stays light.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

import typer

from ..errors import EvalkitError
from . import (
    bench,
    cache,
    calibrate,
    compare,
    explain,
    explain_signature,
    gate,
    init,
    merge,
    meta,
    metrics,
    mutate,
    report,
    run,
    sample,
    verify,
)  # fmt: skip

__all__ = ["STARTED", "app", "entry", "main"]

STARTED = time.perf_counter()
"""When this process began to be evalkit, for `--profile`."""
_INTERRUPTED = 130

app = typer.Typer(
    name="evalkit",
    help="Judges every claim of a summary against its article and shows, on the exact line, what is not supported.",
    epilog="Example: evalkit run seeds/",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, value: bool) -> None:
    if value:
        from .. import __version__

        typer.echo(f"evalkit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False,
        "--version",
        callback=lambda value: _version(value=value),
        is_eager=True,
        help="Print the version and exit.",
    ),
) -> None:
    """Judges every claim of a summary against its article and shows, on the exact line, what is not supported."""


app.command(epilog=run.EPILOG)(run.run)
app.command(epilog=report.EPILOG)(report.report)
app.command(epilog=gate.GATE_EPILOG)(gate.gate)
app.command(epilog=gate.BLESS_EPILOG)(gate.bless)
app.command(epilog=bench.EPILOG)(bench.bench)
app.command(epilog=compare.EPILOG)(compare.compare)
app.command(epilog=calibrate.EPILOG)(calibrate.calibrate)
app.command(epilog=meta.EPILOG)(meta.meta)
app.command(epilog=mutate.EPILOG)(mutate.mutate)
app.command(epilog=merge.EPILOG)(merge.merge)
app.command(epilog=init.EPILOG)(init.init)
app.command(epilog=sample.EPILOG)(sample.sample)
app.command(epilog=explain.EPILOG)(explain.explain)
app.command(epilog=verify.EPILOG)(verify.verify)
app.command("explain-signature", epilog=explain_signature.EPILOG)(explain_signature.explain_signature)
app.command(epilog=metrics.EPILOG)(metrics.metrics)
app.add_typer(cache.app)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        argv: its words without the program's name; None takes those of the process.

    Returns:
        The exit code.
    """
    try:
        result = app(args=list(sys.argv[1:] if argv is None else argv), prog_name="evalkit", standalone_mode=False)
    except KeyboardInterrupt:
        return _interrupted()
    except EvalkitError as error:
        return _told(str(error), 2)
    except SystemExit as end:
        if isinstance(
            end.__context__, BrokenPipeError
        ):  # rich's way of telling that the reader of our output went away
            return 0
        raise
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours, and nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _told(f"{where}{error.strerror or error}", 2)
    except Exception as error:  # noqa: BLE001 - looked at there, and told
        return _usage(error)
    if result == _INTERRUPTED:  # the command-line library has caught Ctrl-C itself
        return _interrupted()
    return result if isinstance(result, int) else 0


def _interrupted() -> int:
    return _told("interrupted; evalkit run --resume goes on where it was", _INTERRUPTED)


def _usage(error: Exception) -> int:
    """The exit code of an error of the command-line library, told in its own words, or of one that nobody foresaw."""
    if type(error).__name__ == "Abort":
        return _interrupted()
    show = getattr(error, "show", None)
    if show is None:
        return _broken(error)
    show()
    code = getattr(error, "exit_code", 2)
    return code if isinstance(code, int) else 2


def _broken(error: Exception) -> int:
    """An error that evalkit did not foresee: told in full, with a code that no gate gives."""
    import traceback

    traceback.print_exception(error)
    return _told("this is a fault of evalkit itself: please report it with the lines above", 2)


def _told(message: str, code: int) -> int:
    from ..report.terminal import clean

    print(f"evalkit: {clean(message)}", file=sys.stderr)
    return code


def entry() -> None:
    """The console script."""
    sys.exit(main())
