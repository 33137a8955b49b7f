"""What we say in public, and to whom."""

# ruff: noqa: F401

from .actions import Action, DisasterNeed
from .bills import Bill, BillAction, Session, Sponsor, Subject
from .congress import CommitteeSeat, Delegation, DistrictOffice, Legislator
from .districts import DataSource, ZipDistrict, ZipPrefix
from .links import StateLink
from .press import Boilerplate, Correction, PressContact, PressPicture, PressRelease, PressTopic
from .subscribers import Subscriber
