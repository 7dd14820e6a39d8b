"""The whole walk, on one screen.

files -> intake -> reading -> understanding -> plan.yaml -> filing -> building -> checking -> out/

Every function here goes from values to values; what touches the disk is intake's reading of the
originals, the plan's writing of plan.yaml, and building, which publishes out/ in one step.
"""

from __future__ import annotations
