"""`python -m lape_qa` is the command line."""

from lape_qa.cli import main

if __name__ == "__main__":
    main()
