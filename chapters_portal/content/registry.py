"""What the public sees of each model. Rooms register it, and nobody else lists what rooms have.

`<room>/content.py` calls `register()` with one `Content` for each model of which something is
public, a `Page` for each page that is not one row's, and a `Private` for models of which nothing
ever is. It is found as Django finds `admin.py`, when all models are there. What one entry brings:
the public rows for link checks and advice, the documents of search, redirects when an address
changes, the sitemap, the staff bar, and that a change makes kept pages old.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urldefrag

from django.db import models
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from phonenumber_field.modelfields import PhoneNumberField

from .markup import Markup, leads_outside, paragraphs
from .published import Published
from .rich_text import RichTextField

PAGE = "page"  # the kind of what readers know as a page like any other
NOT_PROSE = (models.EmailField, models.SlugField, models.URLField, PhoneNumberField)


@dataclass(frozen=True)
class Search:
    """How rows of a model are found.

    `words` makes of a row the fields of a SearchDocument that its model does not tell by itself, or
    None of what has none: the body; where there are some: keywords, states, names; and where they
    differ: title, url and the moments from and until which it is visible. They hold what the public
    page shows, and never an address or a telephone number of a person. Its `names` are other whole
    names of the page, by which it is found as by its title. `rows` are fetched with what it reads.
    `touched_by` leads from other models to the rows whose documents quote them. Several may share
    one `kind` for the reader; each has a `source` of its own.
    """

    kind: str
    words: Callable[[Model], dict]
    rows: QuerySet
    names: Sequence[str] = ()  # of one and of many, if not those of the model
    touched_by: dict[type[Model], str] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self):
        if not self.source:
            object.__setattr__(self, "source", self.kind)

    @property
    def model(self):
        return self.rows.model

    @property
    def name(self):
        return self.names[0] if self.names else capfirst(self.model._meta.verbose_name)

    @property
    def plural(self):
        return self.names[1] if self.names else capfirst(self.model._meta.verbose_name_plural)

    def document(self, row):
        """The fields of the SearchDocument of `row`; None of a draft, and where it has no words."""
        fields, words = {}, self.words(row)
        if words is None:
            return None
        if isinstance(row, Published):
            if row.published_at is None:
                return None
            fields = {"visible_from": row.published_at, "visible_until": row.withdrawn_at}
        fields |= {"title": str(row), "keywords": [], **words}
        return fields if "url" in fields else {**fields, "url": row.get_absolute_url()}


def search_of_pages(source, words, rows, touched_by=None):
    """A Search for what readers know as a page like any other."""
    return Search(PAGE, words, rows, ["Page", "Pages"], touched_by or {}, source)


@dataclass(frozen=True)
class Content:
    """What the public sees of one model. Without `page`, each row has a page of its own."""

    model: type[Model]
    rows: Callable[[datetime], QuerySet] | None = None  # those that are public at a moment
    page: Callable[[Model], str] | str = ""  # where a row is read, if not at its own address
    part_of: str = ""  # the relation to the published row with which it is public and read
    links: Sequence[str] | None = None  # fields that hold an address each, if not its URLFields
    rich: Sequence[str] | None = None  # fields of rich text, if not all of them
    plain: Sequence[str] = ()  # fields of plain text whose addresses the page makes links of
    not_ours: Sequence[str] = ()  # fields of words that others wrote, or that only staff read
    is_link: bool = False  # the row is a link, and its name is the words that lead there
    is_part: bool = False  # the row is a part of its page, and has no page to itself
    edited_in: str = ""  # the relation to the row in whose form this one is edited, if not its own
    owner: Callable[[Model], str] = lambda row: ""
    search: Search | None = None
    listed: Callable[[datetime], QuerySet] | None = None  # rows for the sitemap, if not `rows`
    lastmod: Callable[[Model], date | None] = lambda row: None
    is_in_sitemap: bool | None = None  # as a row with a page of its own is, unless this says else

    def __post_init__(self):
        for name, kind in {"links": models.URLField, "rich": RichTextField}.items():
            if getattr(self, name) is None:
                found = [one.name for one in self.model._meta.fields if isinstance(one, kind)]
                object.__setattr__(self, name, found)

    def public_rows(self, moment):
        if self.rows:
            return self.rows(moment)
        manager = self.model._default_manager
        if self.part_of:
            whole = self.model._meta.get_field(self.part_of).related_model
            published = whole._default_manager.published(moment).values("pk")
            rows = manager.filter(**{f"{self.part_of}__in": published})
            return rows.select_related(self.part_of)
        return manager.published(moment) if issubclass(self.model, Published) else manager.all()

    @property
    def has_own_page(self):
        return not (self.page or self.part_of)

    def page_of(self, row):
        """The address at which the public reads `row`."""
        if callable(self.page):
            return self.page(row)
        whole = getattr(row, self.part_of) if self.part_of else row
        return str(self.page) or whole.get_absolute_url()

    @property
    def form_model(self):
        """The model of the rows that form_row() gives."""
        if not self.edited_in:
            return self.model
        return self.model._meta.get_field(self.edited_in).related_model

    def form_row(self, row):
        """The row in whose form of the desk `row` is edited."""
        return getattr(row, self.edited_in) if self.edited_in else row

    @cached_property
    def prose(self):
        """The fields in which staff write words for the public."""
        return [
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField))
            and not isinstance(field, NOT_PROSE)
            and field.editable
            and not field.choices
            and field.name not in {*self.links, *self.not_ours}
        ]

    def takes_pages_of_ours(self, name):
        """Whether the field may hold an address of the portal without its host."""
        is_whole = isinstance(self.model._meta.get_field(name), models.URLField)
        return not is_whole and name not in self.plain

    def links_of(self, row):
        """Triples of a field, an address in it, and the words that lead there."""
        for name in self.links:
            if address := getattr(row, name):
                label = row._meta.get_field(name).verbose_name
                yield name, address, str(row) if self.is_link else label
        for name, html in self.htmls_of(row):
            for address, words in Markup(html).links:
                yield name, address, words

    def htmls_of(self, row):
        """Pairs of a field and its text as the page shows it, with its links."""
        for name in self.rich:
            yield name, getattr(row, name)
        for name in self.plain:
            yield name, paragraphs(getattr(row, name))

    def outside_links(self, moment):
        """Tuples of a row, a field, an address of another host, and the words that lead there."""
        if not (self.links or self.rich or self.plain):
            return
        for row in self.public_rows(moment).iterator(chunk_size=500):
            for name, address, words in self.links_of(row):
                if leads_outside(address):
                    yield row, name, address, words

    def sitemap_rows(self, moment):
        is_in = self.has_own_page if self.is_in_sitemap is None else self.is_in_sitemap
        return (self.listed or self.public_rows)(moment) if is_in else []


@dataclass(frozen=True)
class Page:
    """A page that is not one row's: the name of its URL, and the page texts that it shows.

    Search finds it by each of these texts, and by other `names` that people have for it.
    """

    name: str
    texts: Sequence[str] = ()
    args: Callable[[], Iterable] = tuple
    is_in_sitemap: bool = True
    is_searched: bool | None = None  # as a page of the sitemap is, unless this says else
    names: Sequence[str] = ()

    def is_found_by(self, key):
        """Whether search finds this page by the page text `key`."""
        is_searched = self.is_in_sitemap if self.is_searched is None else self.is_searched
        return is_searched and key in self.texts

    @property
    def address(self):
        return reverse(self.name, args=list(self.args()))


@dataclass(frozen=True)
class Private:
    """A model of which no page shows anything, and why. Its changes make no kept page old."""

    model: type[Model]
    reason: str


class Registry:
    def __init__(self):
        self.contents: list[Content] = []
        self.pages: list[Page] = []
        self.private: dict[type[Model], str] = {}

    def register(self, *entries):
        """Add a room's entries. The order of the kinds of search is that of their entries."""
        for entry in entries:
            match entry:
                case Content():
                    self.contents.append(entry)
                case Page():
                    self.pages.append(entry)
                case Private():
                    self.private[entry.model] = entry.reason

    @property
    def searches(self):
        return [one.search for one in self.contents if one.search]

    @property
    def kinds(self):
        """A Search of each kind, by kind: it knows what readers call it. Plain pages come last."""
        searches = sorted(self.searches, key=lambda search: search.kind == PAGE)
        return {search.kind: search for search in searches}

    def of(self, model):
        """The entries of `model`: most have one, a model that is read on several pages has more."""
        return [one for one in self.contents if one.model is model]

    @property
    def models_with_pages(self):
        return [one.model for one in self.contents if one.has_own_page]

    def is_page_of(self, row, path):
        """Whether `path` is a page that is about `row`."""
        return any(urldefrag(one.page_of(row)).url == path for one in self.of(type(row)))

    def page_of_text(self, key):
        """The page that shows the page text `key`; the home page for a strange one."""
        return next((page.address for page in self.pages if key in page.texts), reverse("home"))

    def page_found_by(self, key):
        """The page that search finds by the page text `key`, if any."""
        return next((page for page in self.pages if page.is_found_by(key)), None)

    @cached_property
    def app_labels(self):
        """The apps that have something public."""
        return {one.model._meta.app_label for one in self.contents}

    def may_be_seen(self, model):
        """Whether a change of a row of `model` may change what a page shows."""
        return model._meta.app_label in self.app_labels and model not in self.private


registry = Registry()
register = registry.register
