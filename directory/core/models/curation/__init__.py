"""How the records are kept, as tables: their versions, and the changes that wait or were made."""

from .change import Change, Origin
from .version import Version

__all__ = ["Change", "Origin", "Version"]
