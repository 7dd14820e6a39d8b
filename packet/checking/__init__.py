"""Checking: what a reader of the filing would complain of, and proof of what was written."""
