"""The standing words of the newsroom, and entries for old releases."""

from django.utils.text import slugify

from advocacy.models import Boilerplate, PressRelease, PressTopic

from .files import read, rows_of, save


def load_press():
    """The standing words, and entries for old releases, of which we know the day or the month."""
    for order, boilerplate in enumerate(read("press.yaml")["boilerplates"]):
        save(Boilerplate(order=order, **boilerplate))
    topics = {}
    for row in rows_of("press_releases.csv"):
        if row["topic"] not in topics:
            name = row["topic"].capitalize()
            topics[row["topic"]] = save(PressTopic(name=name, slug=slugify(name)))
        slug = slugify(row["title"])[:80].strip("-")
        release = PressRelease(title=row["title"], slug=slug, original_url=row["url"])
        release.set_day(*map(int, row["date"].split("-")))
        save(release).topics.add(topics[row["topic"]])
