"""Reading: what each page says and how it looks."""

from packet.reading.stage import read

__all__ = ["read"]
