"""What we say in public, and to whom."""

from .congress import CommitteeSeat, Delegation, DistrictOffice, Legislator
from .districts import DataSource, ZipDistrict, ZipPrefix
from .links import StateLink

__all__ = [
    "CommitteeSeat",
    "DataSource",
    "Delegation",
    "DistrictOffice",
    "Legislator",
    "StateLink",
    "ZipDistrict",
    "ZipPrefix",
]
