"""What we say in public, and to whom."""

from .actions import Action, DisasterNeed
from .bills import Bill, BillAction, Session, Sponsor, Subject
from .congress import CommitteeSeat, Delegation, DistrictOffice, Legislator
from .districts import DataSource, ZipDistrict, ZipPrefix
from .links import StateLink
from .subscribers import Subscriber

__all__ = [
    "Action",
    "Bill",
    "BillAction",
    "CommitteeSeat",
    "DataSource",
    "Delegation",
    "DisasterNeed",
    "DistrictOffice",
    "Legislator",
    "Session",
    "Sponsor",
    "StateLink",
    "Subject",
    "Subscriber",
    "ZipDistrict",
    "ZipPrefix",
]
