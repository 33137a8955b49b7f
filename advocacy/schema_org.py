"""What search engines read of a release, in the words of schema.org."""

PUBLISHER = {"@type": "Organization", "name": "American Library Association"}


def news_article(release, absolute):
    """`release` as a NewsArticle; `absolute` makes a whole address of a path."""
    address = release.original_url or absolute(release.get_absolute_url())
    corrections = [
        {"@type": "CorrectionComment", "text": one.note, "datePublished": one.noted_at.isoformat()}
        for one in release.corrections.all()
    ]
    content = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": absolute(release.get_absolute_url()),
        "headline": release.title,
        "description": release.summary,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": release.date_for_machines,
        "dateModified": corrections[0]["datePublished"] if corrections else "",
        "dateline": release.dateline,
        "keywords": [topic.name for topic in release.topics.all()],
        "image": [absolute(picture.file.url) for picture in release.pictures.all()],
        "author": PUBLISHER,
        "publisher": PUBLISHER,
        "correction": corrections,
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in content.items() if value}
