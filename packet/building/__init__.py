"""Building: the sheets, the bodies, and everything in out/, from a packet as it was filed."""
