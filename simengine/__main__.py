"""`python -m simengine` is the same as `simengine`."""

from simengine.cli import main

if __name__ == "__main__":
    main()
