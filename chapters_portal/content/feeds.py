"""Atom and JSON Feed. Their addresses are those of the host that was asked, their ids are stored.

A feed knows moments only, so a day without a time is given as its beginning.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from .markup import with_whole_addresses

# Before ids were stored, JSON Feed gave the address that Atom gave as a tag.
FORMER_TAG = re.compile(r"tag:([^,]+),[\d-]+:(.+)/")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
AUTHOR = "American Library Association"


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells of. `content` is markup, all else plain words."""

    uid: str
    title: str
    path: str
    published_at: datetime
    updated_at: datetime
    summary: str = ""
    content: str = ""
    original_url: str = ""
    topics: list[str] = field(default_factory=list)


class Atom(Atom1Feed):
    """Django's Atom, with the whole text in each entry that has it."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})
        if item["original_url"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": item["original_url"]})


def atom(request, entries, *, uid, title, page, about=None):
    """An answer with `entries` as Atom; `page` is the path of the page that shows the same.

    `about` is the template of a sentence on what the feed tells.
    """
    feed = Atom(
        title=in_xml(title),
        subtitle=in_xml((about and render_to_string(about)) or ""),
        description="",
        link=request.build_absolute_uri(page),
        feed_url=request.build_absolute_uri(request.path),
        language="en-us",
        author_name=AUTHOR,
        feed_guid=uid,
    )
    for entry in entries:
        url = request.build_absolute_uri(entry.path)
        feed.add_item(
            unique_id=entry.uid,
            title=in_xml(entry.title),
            link=url,
            description=escape(in_xml(entry.summary)) or None,
            content=with_whole_addresses(in_xml(entry.content), url),
            original_url=entry.original_url,
            categories=[in_xml(topic) for topic in entry.topics],
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def json_feed(request, entries, *, title, page, about):
    """The same as JSON Feed 1.1, for pages of other sites, too."""
    absolute = request.build_absolute_uri
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": render_to_string(about),
        "home_page_url": absolute(page),
        "feed_url": absolute(request.path),
        "language": "en-US",
        "authors": [{"name": AUTHOR}],
        "items": [_item(entry, absolute(entry.path)) for entry in entries],
    }
    response = JsonResponse(_without_gaps(content), content_type="application/feed+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _item(entry, url):
    text = "" if entry.content else entry.summary or entry.title
    return _without_gaps(
        {
            "id": FORMER_TAG.sub(r"https://\1\2", entry.uid),
            "url": url,
            "external_url": entry.original_url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": with_whole_addresses(entry.content, url),
            "content_text": text,
            "date_published": entry.published_at.isoformat(),
            "date_modified": entry.updated_at.isoformat(),
            "tags": entry.topics,
        }
    )


def _without_gaps(content):
    """`content` without what is empty, but for the list of items, which may be."""
    return {name: value for name, value in content.items() if value or name == "items"}


def in_xml(text):
    return NOT_IN_XML.sub("", text)
