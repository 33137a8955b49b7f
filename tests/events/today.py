"""The day on which these tests take place."""

from datetime import UTC, date, datetime

import time_machine

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)

# Decorates a class of tests. It is noon in Chicago.
takes_place_today = time_machine.travel(NOW)
