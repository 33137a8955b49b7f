"""What we say in public, and to whom."""

from .actions import Action, DisasterNeed
from .congress import CommitteeSeat, Delegation, DistrictOffice, Legislator
from .districts import DataSource, ZipDistrict, ZipPrefix
from .links import StateLink
from .subscribers import Subscriber

__all__ = [
    "Action",
    "CommitteeSeat",
    "DataSource",
    "Delegation",
    "DisasterNeed",
    "DistrictOffice",
    "Legislator",
    "StateLink",
    "Subscriber",
    "ZipDistrict",
    "ZipPrefix",
]
