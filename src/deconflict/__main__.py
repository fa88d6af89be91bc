"""``python -m deconflict``: the program, where its command is not on the path."""

from deconflict.cli import main

if __name__ == "__main__":
    main()
