"""One door a library: each third-party library is imported by exactly one module here, which
turns its exceptions into ours (tests/test_architecture.py holds this)."""
