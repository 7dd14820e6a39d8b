"""packet: turns a folder of evidence into a USCIS filing that a machine and an officer can read."""

__version__ = "0.1.0"
