"""The program as the scorers call it: ``python program.py [--model FOLDER] read|reconcile FILE...``, with the model handed on."""

from __future__ import annotations

import sys

from deconflict.cli import main

if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--model"]:
        sys.argv[1:] = [*arguments[2:], *arguments[:2]]
    main()
