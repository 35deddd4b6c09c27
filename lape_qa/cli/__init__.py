"""The command line: `main` is where it begins, `app` has the commands.

What `app` imports takes a second or more, so nothing is imported here until an interruption is told in one line.
"""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line, and exit as the command says; an interruption is one line and exit status 130."""
    try:
        from lape_qa.cli.app import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = _INTERRUPTED
    if status == _INTERRUPTED:
        print("lape-qa: interrupted; what was in use before still is", file=sys.stderr)
    sys.exit(status)
