"""The admin classes of the ground, which its packages keep. Each module registers its own."""

from .history import admin as history  # noqa: F401
from .history import trash  # noqa: F401
from .link_checker import admin as link_checker  # noqa: F401
from .operations import admin as operations  # noqa: F401
from .pages import admin as pages  # noqa: F401
from .sign_in import admin as sign_in  # noqa: F401
