"""Filing: documents become exhibits, in the order an officer reads, each with its label and name.

    packet = file_packet(documents, excluded, case, knowledge)

Labels and names are computed, never stored: a late document re-letters everything at once.
"""

from packet.filing.exhibits import file_packet

__all__ = ["file_packet"]
