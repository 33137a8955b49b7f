"""Where the public reaches a chapter: one list, which page, vCard, JSON and schema.org read."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

# The services of social addresses by their hosts; of another host the host itself is named.
SERVICES = {
    "bsky.app": "Bluesky",
    "facebook.com": "Facebook",
    "flickr.com": "Flickr",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "mastodon.social": "Mastodon",
    "pinterest.com": "Pinterest",
    "threads.com": "Threads",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "twitter.com": "X",
    "x.com": "X",
    "youtube.com": "YouTube",
}


class Kind(StrEnum):
    WEBSITE = "website"
    ACTION = "action"
    EMAIL = "email"
    PHONE = "phone"
    MAIL = "mail"
    SOCIAL = "social"


@dataclass(frozen=True)
class Address:
    """`text` is what people read, in lines for mail; `url` leads there, "" for mail."""

    kind: Kind
    label: str
    text: str
    url: str = ""


def addresses_of(chapter):
    """The public addresses that `chapter` has, in the order in which its page shows them."""
    phone = chapter.phone
    found = [
        Address(Kind.WEBSITE, "Website", host_of(chapter.website), chapter.website),
        Address(Kind.WEBSITE, "Board", in_short(chapter.board_page), chapter.board_page),
        Address(Kind.EMAIL, "E-mail", chapter.email, f"mailto:{chapter.email}"),
        Address(Kind.PHONE, "Telephone", phone and phone.as_national, phone and phone.as_rfc3966),
        Address(Kind.MAIL, "Mail", "\n".join(chapter.address_lines)),
        *(
            Address(Kind.SOCIAL, service_of(url), in_short(url), url)
            for url in chapter.social_addresses.split()
        ),
        Address(Kind.ACTION, "Take action", chapter.take_action_url, chapter.take_action_url),
    ]
    return [address for address in found if address.text]


def in_short(url):
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def host_of(url):
    return urlsplit(url).netloc.removeprefix("www.")


def service_of(url):
    """Whose service a social address is on: "Facebook", or the host of a smaller one."""
    host = host_of(url).lower().removeprefix("m.")
    return SERVICES.get(host, host)


def validate_addresses(text):
    """Accept whole addresses of pages, one in a line."""
    for line in text.split():
        try:
            URLValidator(schemes=["http", "https"])(line)
        except ValidationError:
            raise ValidationError(
                f"“{line}” is no whole address. Write one in a line, such as "
                "https://www.facebook.com/example."
            ) from None
