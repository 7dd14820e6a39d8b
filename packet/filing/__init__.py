"""Filing: documents become exhibits, in the order an officer reads, each with its label and name.

    packet = file_packet(documents, excluded, case, knowledge)

Labels and names are computed, never stored: a late document re-letters everything at once.
"""

from packet.filing.exhibits import file_packet
from packet.filing.wishes import check_wishes

__all__ = ["check_wishes", "file_packet"]
