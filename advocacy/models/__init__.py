"""What we say in public, and to whom."""

from .actions import Action, DisasterNeed
from .bills import Bill, BillAction, Session, Sponsor, Subject
from .congress import CommitteeSeat, Delegation, DistrictOffice, Legislator
from .districts import DataSource, ZipDistrict, ZipPrefix
from .links import StateLink
from .press import (
    Boilerplate,
    Correction,
    PressContact,
    PressPicture,
    PressRelease,
    PressTopic,
)
from .subscribers import Subscriber

__all__ = [
    "Action",
    "Bill",
    "BillAction",
    "Boilerplate",
    "CommitteeSeat",
    "Correction",
    "DataSource",
    "Delegation",
    "DisasterNeed",
    "DistrictOffice",
    "Legislator",
    "PressContact",
    "PressPicture",
    "PressRelease",
    "PressTopic",
    "Session",
    "Sponsor",
    "StateLink",
    "Subject",
    "Subscriber",
    "ZipDistrict",
    "ZipPrefix",
]
