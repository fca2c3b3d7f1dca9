"""Where the compiled functions of these rooms come from: `analysis.compiling`."""

from ..compiling import compiled, tell_once

__all__ = ["compiled", "tell_once"]
