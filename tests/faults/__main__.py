"""Real servers on loopback, visitors, and one fault after the other; a table in the end.

python -m tests.faults [NAME ...], where the names are those of functions in scenarios.py.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.environment import prepare


def run(names):
    from tests.faults.scenarios import SCENARIOS
    from tests.faults.world import World

    unknown = set(names) - {one.__name__ for one in SCENARIOS}
    if unknown:
        sys.exit(f"There is no fault {', '.join(unknown)}.")
    rows = []
    with TemporaryDirectory(prefix="faults-") as folder:
        world = World(Path(folder))
        try:
            for scenario in SCENARIOS:
                if not names or scenario.__name__ in names:
                    begun = time.monotonic()
                    rows.append(tried(scenario, world))
                    seconds = time.monotonic() - begun
                    print(f"{scenario.__name__}: {seconds:.0f} s", flush=True)
        finally:
            world.end()
    return rows


def tried(scenario, world):
    from tests.faults.table import Row

    try:
        return scenario(world)
    except Exception as error:  # noqa: BLE001 (the other faults are still to be seen)
        return Row(scenario.__name__, broken=[f"it ended with {error!r}"])


def main():
    prepare("sqlite")
    os.environ["DJANGO_SETTINGS_MODULE"] = "chapters_portal.settings"
    import django
    from django.core.management import call_command

    from tests.faults.table import as_text

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    rows = run(sys.argv[1:])
    print(as_text(rows))
    return any(list(row.problems) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
