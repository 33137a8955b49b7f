"""The words and links of the portal's own pages, and where its former addresses lead."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from chapters_portal.content.facts import MARK, validate_value
from chapters_portal.content.identity import Identified, uid_of
from chapters_portal.content.published import Published
from chapters_portal.content.unwrapping import AddressLine, TextWithAddresses
from chapters_portal.history.versions import History


def validate_address(value):
    """Accept a page of the portal ("/directory/", "#answers") or a whole http or https address."""
    if value.startswith("#") or (value.startswith("/") and not value.startswith(("//", "/\\"))):
        return
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise ValidationError(
            "Enter a page of this portal, such as /directory/, or a whole address that begins "
            "with https://."
        ) from None


class Link(models.Model):
    """Words that lead somewhere; without an address they stay plain words."""

    url = AddressLine(
        "address",
        max_length=500,
        blank=True,
        validators=[validate_address],
        help_text="A page of this portal, such as /directory/, or a whole address with https://. "
        "Left empty, the title is shown as plain text.",
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class SiteSettings(Identified):
    """The words that stand on every page and the ways to reach the office. There is one row."""

    organization = models.CharField(max_length=80, default="American Library Association")
    office = models.CharField(max_length=80, default="Chapter Relations Office")
    home_title = models.CharField("home page heading", max_length=80, blank=True)
    welcome = models.TextField(blank=True, help_text="The words under the home page's heading.")
    quotation = models.TextField(blank=True)
    quotation_by = models.CharField("who said it", max_length=80, blank=True)
    finder_label = models.CharField(
        "label of the chapter finder", max_length=60, default="Find your chapter"
    )
    finder_hint = models.CharField("hint below the chapter finder", max_length=160, blank=True)
    description = models.CharField("description for search engines", max_length=160, blank=True)
    toll_free = models.CharField(
        "toll-free telephone", max_length=40, blank=True, validators=[validate_value]
    )
    phone = models.CharField("telephone", max_length=40, blank=True, validators=[validate_value])
    fax = models.CharField(max_length=40, blank=True, validators=[validate_value])
    email = models.EmailField(
        "e-mail",
        blank=True,
        validators=[validate_value],
        help_text="A role mailbox of the office.",
    )
    postal_address = models.TextField(blank=True, validators=[validate_value])
    footer = models.TextField("words in the footer", blank=True)
    colophon = models.TextField("last line of the footer", blank=True)
    samples_notice = models.CharField(
        "notice while sample people are shown", max_length=250, blank=True
    )

    history = History()

    class Meta:
        verbose_name = verbose_name_plural = "site settings"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="there_is_one_row_of_site_settings",
                violation_error_message="The site settings exist already. Change those.",
            )
        ]

    def __str__(self):
        return "Site settings"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def uid_of(self, name):
        """The id of what the portal has one of, such as the feed of all bills."""
        return uid_of("" if self._state.adding else self.uid, name)

    @property
    def facts(self):
        """The ways to reach the office, by the marks under which texts show them."""
        kept = {
            "{office-toll-free}": self.toll_free,
            "{office-telephone}": self.phone,
            "{office-fax}": self.fax,
            "{office-email}": self.email,
            "{office-address}": ", ".join(self.postal_address.splitlines()),
        }
        return {mark: value for mark, value in kept.items() if value}


class Menu(models.Model):
    """A list of links in the masthead or the footer."""

    class Place(models.TextChoices):
        MASTHEAD = "masthead", "Masthead"
        FOOTER = "footer", "Footer"

    place = models.CharField(max_length=10, choices=Place)
    heading = models.CharField(
        max_length=60, help_text="Shown in the footer; in the masthead it is read aloud only."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    history = History()

    class Meta:
        ordering = ["place", "order", "pk"]

    def __str__(self):
        return f"{self.get_place_display()}: {self.heading}"


class MenuLink(Link):
    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60)

    history = History()

    def __str__(self):
        return self.label


class PageText(models.Model):
    """Heading, lead and words of a page whose rows come from elsewhere, such as the directory."""

    key = models.SlugField(
        "page", max_length=60, unique=True, help_text="Which page it is. Leave it as it is."
    )
    title = models.CharField("heading", max_length=120)
    lead = models.TextField(blank=True, help_text="One or two sentences under the heading.")
    body = TextWithAddresses(
        blank=True,
        help_text="Paragraphs, with an empty line between. Lines that begin with "
        '"- " make a list. Addresses become links.',
    )
    description = models.CharField("description for search engines", max_length=160, blank=True)

    history = History()

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title

    @cached_property
    def shown_links(self):
        return list(self.links.all()) if self.pk else []


class PageLink(Link):
    """A link below the words of a page."""

    page = models.ForeignKey(PageText, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=250, blank=True)

    history = History()

    def __str__(self):
        return self.title


class HomeSection(Published):
    """A part of the Get Involved page."""

    class Layout(models.TextChoices):
        DOORS = "doors", "Doors for audiences, above the contents"
        WELCOME = "welcome", "Welcome, above the contents"
        LINKS = "links", "List of links"
        CARDS = "cards", "Catalog cards"

    title = models.CharField(max_length=80)
    slug = models.SlugField(
        "anchor", max_length=40, unique=True, help_text="The word after # in its address."
    )
    intro = models.TextField(blank=True)
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.LINKS)
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    history = History()

    class Meta(Published.Meta):
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('home')}#{self.slug}"

    @property
    def plain_links(self):
        """The links that are neither shown as a call to action nor folded."""
        return [
            link for link in self.links.all() if not (link.button and link.url) and not link.is_past
        ]

    @property
    def past_links(self):
        return [link for link in self.links.all() if link.is_past]


class HomeLink(Link):
    class Audience(models.TextChoices):
        ALL = "all", "Everyone"
        PROFESSIONAL = "professional", "Library workers"
        LEADERS = "leaders", "Chapter leaders"
        STUDENTS = "students", "Students"
        PRESS = "press", "The press"
        PUBLIC = "public", "The public"

    section = models.ForeignKey(HomeSection, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=250, blank=True)
    audience = models.CharField(max_length=15, choices=Audience, default=Audience.ALL)
    group = models.CharField(
        "sub-heading",
        max_length=60,
        blank=True,
        help_text="Links with the same one stand together.",
    )
    button = models.CharField(
        "button label",
        max_length=40,
        blank=True,
        help_text="Fill in to show this link as the section's call to action.",
    )
    is_shown = models.BooleanField("shown on the page", default=True)
    is_past = models.BooleanField(
        "of the past",
        default=False,
        help_text="Retired programs, former offices: folded under “What came before”.",
    )

    history = History()

    def __str__(self):
        return self.title


# -- Sentences that templates carry, and what staff put in their place

MARKS = re.compile(rf"(?:{MARK.pattern})|(\{{\w+\}}|[\[\]{{}}])")


def marks_of(text):
    """What the template fills in, and the ends of a link. Facts may come and go in any text."""
    return [mark for mark in MARKS.findall(text) if mark]


def has_marks_of(text, shipped):
    """Whether `text` has the marks of `shipped`: what the portal fills in, and words of a link."""
    return (
        sorted(marks_of(text)) == sorted(marks_of(shipped))
        and text.find("[") <= text.find("]")
        and not re.search(r"\[\s*\]", text)
    )


def as_shipped(words, template):
    """The words between the tags of the template so named. In HTML a line break is a space."""
    return words if (template or "").endswith(".txt") else " ".join(words.split())


class SentenceQuerySet(models.QuerySet):
    def in_own_words(self):
        return self.exclude(text="")

    def texts(self):
        """Pairs of a key and the words of staff."""
        return self.in_own_words().order_by().values_list("key", "text")


class Sentence(models.Model):
    """A sentence of a template. Rows come from the templates; only `text` is edited."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    page = models.CharField("where it stands", max_length=80, editable=False)
    shipped = models.TextField("as shipped", editable=False)
    text = models.TextField(
        "words",
        blank=True,
        help_text="Leave {marks in braces} as they are: the portal fills them in. "
        "[Words in brackets] become a link. Empty it to have the shipped words again.",
    )

    objects = SentenceQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["page", "pk"]

    def __str__(self):
        return self.shown if len(self.shown) <= 80 else f"{self.shown[:79]}…"

    def clean(self):
        if self.text and not has_marks_of(self.text, self.shipped):
            marks = marks_of(self.shipped)
            names = [f"{mark} once" for mark in marks if mark[0] == "{"]
            link = ["one pair of [square brackets] around the words of the link"]
            needed = [*names, *(link if "[" in marks else [])]
            asked = f"Keep {' and '.join(needed)}" if needed else "Write plain words"
            raise ValidationError(
                {"text": f"{asked}, and no other brackets. As shipped: {self.shipped}"}
            )

    @property
    def shown(self):
        """What the public reads: the shipped words again where those of staff do not fit."""
        return self.text if self.text and has_marks_of(self.text, self.shipped) else self.shipped


class Redirect(models.Model):
    """A former address, noted by itself when a page moves, or entered by staff."""

    old_path = models.CharField(
        "former address",
        max_length=500,
        unique=True,
        help_text="Without the host, such as /answers/old-name/.",
    )
    new_path = models.CharField(
        "leads to",
        max_length=500,
        blank=True,
        help_text="A path, or a whole address. Left empty, the page is said to be gone for good.",
    )

    history = History()

    class Meta:
        ordering = ["old_path"]

    def __str__(self):
        return f"{self.old_path} leads to {self.new_path or 'nothing'}"


class FormerTitle(models.Model):
    """What a page was called, noted by itself when its title changes, or entered by staff.

    Search reads it. What a chapter was called on a day of its past is its FormerName: nobody enters
    both, for a title that was merely corrected is here alone.
    """

    path = models.CharField(
        "address of the page",
        max_length=500,
        db_index=True,
        help_text="Where the page is now, without the host, such as /answers/dues/.",
    )
    title = models.CharField("former title", max_length=250)
    until = models.DateField("until", default=timezone.localdate)

    history = History()

    class Meta:
        ordering = ["-until", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "title"],
                name="a_page_has_a_former_title_once",
                violation_error_message="This page has that former title already.",
            )
        ]

    def __str__(self):
        return self.title
