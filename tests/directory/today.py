"""The day on which these tests take place."""

from datetime import UTC, date, datetime, timedelta

import time_machine

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)

# Decorates a class of tests. Noon in Greenwich is the same day in Chicago.
takes_place_today = time_machine.travel(datetime(2026, 9, 15, 12, tzinfo=UTC))
