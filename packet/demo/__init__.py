"""A fictional sample case, made by code: `packet demo`, tests and the bench use it."""

from packet.demo.case import make_case, sample_files, truth

__all__ = ["make_case", "sample_files", "truth"]
