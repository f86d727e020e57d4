"""`python -m api` is `hypomag`."""

from api.cli import main

if __name__ == "__main__":
    main()
