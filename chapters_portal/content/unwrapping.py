"""Addresses as their sites have them: without what mail gateways, search pages and letters add.

A gateway's address may hold the e-mail address of whoever got the letter, and the marks of a
newsletter tell whoever follows them apart. Fields of this module take both off, however a value
comes in: by a form, a file, a loader. They leave what they cannot read.
"""

import base64
import binascii
import re
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit

from django import forms
from django.db import models

ADDRESS = re.compile(r"""https?://(?:(?!&(?:lt|gt|quot|\#39|\#x27);)[^\s<>"])+""", re.IGNORECASE)
END_OF_SENTENCE = ".,;:!?)]}'’”"
DEEPEST = 10  # wrappings around one another

# What tells readers apart, or where they came from, in the query of any site.
MARKS = re.compile(
    r"utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium)|hsa_\w+|_hs(?:enc|mi)|hsctatracking"
    r"|__hs(?:tc|sc|fp)|mc_[ce]id|mkt_tok|fbclid|fb_(?:action_ids|action_types|source|ref)"
    r"|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|gad_campaignid|srsltid|_ga|_gl|msclkid|yclid"
    r"|ysclid|twclid|ttclid|sccid|epik|rdt_cid|igshid?|mibextid|li_fat_id|vero_(?:id|conv)"
    r"|oly_(?:anon|enc)_id|rb_clickid|wickedid|s_cid|elqtrack(?:id)?|ml_subscriber(?:_hash)?"
    r"|bbeml|dm_i|ck_subscriber_id|sfmc_sub|_bta_(?:tid|c)|trk_(?:contact|msg|module|sid)"
)


def of_base64(value):
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, ValueError):
        return None


def of_bing(value):
    return of_base64(value.removeprefix("a1"))


def of_proofpoint_2(value):
    return unquote(value.translate(str.maketrans("-_", "%/")))


# Which hosts wrap (as the whole name or its end), on which path, in which parameter, and how.
WRAPPERS = [
    (r"safelinks\.protection\.(?:outlook\.com|office365\.us)", "", "url", None),
    (r"safelinks\.eop-tm2\.outlook\.com", "", "url", None),
    (r"teams\.cdn\.office\.net", r".*safelinks", "url", None),
    (r"google(?:\.com?)?(?:\.[a-z]{2})?", r"/url$", "q", None),
    (r"google(?:\.com?)?(?:\.[a-z]{2})?", r"/url$", "url", None),
    (r"urldefense\.(?:com|us|proofpoint\.com)", r"/v1/url", "u", None),
    (r"urldefense\.(?:com|us|proofpoint\.com)", r"/v2/url", "u", of_proofpoint_2),
    (r"linkprotect\.cudasvc\.com", r"/url", "a", None),
    (r"(?:facebook|messenger)\.com", r"/l\.php", "u", None),
    (r"l\.instagram\.com", "", "u", None),
    (r"linkedin\.com", r"/(?:safety/go|redir/redirect)", "url", None),
    (r"slack-redir\.net", r"/link", "url", None),
    (r"youtube\.com", r"/redirect", "q", None),
    (r"bing\.com", r"/ck/a", "u", of_bing),
    (r"duckduckgo\.com", r"/l/", "uddg", None),
    (r"trendmicro\.com", r".*/clicktime/", "url", None),
    (r"protection\.sophos\.com", "", "u", of_base64),
    (r"protect\d*\.fireeye\.com", r".*/url", "u", None),
    (r"clicktime\.symantec\.com", "", "u", None),
]
PROOFPOINT_3 = re.compile(r"/v3/__(?P<address>.+?)__;(?P<letters>[^!]*)!")
CISCO = re.compile(r"//secure-web\.cisco\.com/[^/]+/(?P<address>https?%3a.+)", re.IGNORECASE)
RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def unwrapped(address):
    """`address` as its site has it; unchanged where nothing is around it or behind it."""
    for _ in range(DEEPEST):
        inner = _inside(address)
        if inner is None:
            break
        address = inner
    return _without_marks(address)


def _inside(address):
    """The address that `address` leads on to, None if it wraps none."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    found = _wrapped_in(address, host, parts)
    return found if found and _is_whole(found) else None


def _wrapped_in(address, host, parts):
    """What stands for an address in `address`; None or "" where nothing does."""
    if wrapped := CISCO.search(address):
        return unquote(wrapped["address"])
    is_proofpoint = re.fullmatch(r"(?:.+\.)?urldefense\.(?:com|us|proofpoint\.com)", host)
    if is_proofpoint and (wrapped := PROOFPOINT_3.search(address)):
        return _of_proofpoint_3(**wrapped.groupdict())
    for hosts, path, parameter, read in WRAPPERS:
        if re.fullmatch(rf"(?:.+\.)?{hosts}", host) and re.match(path, parts.path):
            value = parse_qs(parts.query).get(parameter, [""])[0]
            if found := read(value) if read else value:
                return found
    return None


def _is_whole(address):
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", address)
    )


def _of_proofpoint_3(address, letters):
    """`*` stands for the next of `letters`, `**x` for as many as `x` says."""
    waiting = iter(of_base64(letters) or "")

    def put_back(match):
        count = RUNS.index(match["run"]) + 2 if match["run"] else 1
        return "".join(next(waiting, "") for _ in range(count)) or match[0]

    address = re.sub(r"\*(?:\*(?P<run>[\w-]))?", put_back, address, flags=re.ASCII)
    return re.sub(r"^(https?:/)(?=[^/])", r"\1/", address)


def _without_marks(address):
    whole, hash_mark, fragment = address.partition("#")
    path, question_mark, query = whole.partition("?")
    return path + _kept(question_mark, query) + _kept(hash_mark, fragment)


def _kept(sign, query):
    """`query` without its marks, behind its `sign`, which goes along when they were all of it."""
    kept = "&".join(
        part
        for part in query.split("&")
        if not MARKS.fullmatch(unquote(part.partition("=")[0]).lower())
    )
    return sign + kept if kept or not query else ""


# -- In texts


def unwrapped_in_words(text):
    """Plain `text` in which every address is unwrapped."""
    return ADDRESS.sub(lambda match: _replaced(match[0], unwrapped), text)


def unwrapped_in_html(html):
    """`html`, as the sanitizer writes it, with its links and the addresses that it shows."""

    def of_html(address):
        inner = unwrapped(unescape(address))
        return address if inner == unescape(address) else escape(inner)

    return ADDRESS.sub(lambda match: _replaced(match[0], of_html), html)


def _replaced(found, replace):
    address = found.rstrip(END_OF_SENTENCE)
    return replace(address) + found[len(address) :]


def unwrappings(text):
    """Pairs of each address in `text`, plain or HTML, that is wrapped, and what is in it."""
    found = [unescape(match[0]).rstrip(END_OF_SENTENCE) for match in ADDRESS.finditer(text)]
    pairs = [(address, unwrapped(address)) for address in dict.fromkeys(found)]
    return [(address, inner) for address, inner in pairs if inner != address]


def what_was_unwrapped(text):
    """Sentences for whoever typed or sent `text`, one for each address."""
    sentences = []
    for address, inner in unwrappings(text):
        host, own = (urlsplit(one).hostname for one in [address, inner])
        why = f"led through {host}" if host != own else "had marks that follow its readers"
        sentences.append(f"An address {why}. We keep {inner}.")
    return list(dict.fromkeys(sentences))


# -- Fields


class Unwrapping:
    """Goes before a field of the model. Migrations know it by Django's own field behind both."""

    unwrap = staticmethod(unwrapped_in_words)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        of_django = next(
            one for one in type(self).__mro__ if one.__module__.startswith("django.db.models.")
        )
        return name, f"django.db.models.{of_django.__name__}", args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return self.unwrap(value) if value else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if value and isinstance(value, str):
            value = self.unwrap(value)
            setattr(model_instance, self.attname, value)
        return value


class UnwrappingFormField:
    """Goes before the field of a form. It takes what is longer than the field until it is
    unwrapped, so the browser may not cut it.
    """

    def to_python(self, value):
        return unwrapped(super().to_python(value))

    def widget_attrs(self, widget):
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes


class AddressFormField(UnwrappingFormField, forms.URLField):
    pass


class AddressLineFormField(UnwrappingFormField, forms.CharField):
    pass


class Address(Unwrapping):
    """A field that holds one address and nothing else."""

    unwrap = staticmethod(unwrapped)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class AddressField(Address, models.URLField):
    """The address of a page."""

    form_class = AddressFormField


class AddressLine(Address, models.CharField):
    """The address of a page, or of one of ours without its host."""

    form_class = AddressLineFormField


class TextWithAddresses(Unwrapping, models.TextField):
    """Plain text whose addresses the page makes links of."""
