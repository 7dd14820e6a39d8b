"""Intake: the originals of a case become sources, each a clean PDF with the same pages."""

from packet.intake.take import changed, take_in

__all__ = ["changed", "take_in"]
