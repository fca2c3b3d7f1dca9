"""``python -m analysis``."""

from .cli import main

if __name__ == "__main__":  # a spawned worker imports this module again
    main()
