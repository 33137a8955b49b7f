"""The admin classes of the ground, which its packages keep. Each module registers its own."""

from .desk import drafts_list as drafts
from .history import admin as history
from .link_checker import admin as link_checker
from .operations import admin as operations
from .pages import admin as pages
from .privacy import admin as privacy
from .sign_in import admin as sign_in
