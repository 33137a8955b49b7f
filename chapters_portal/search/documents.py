"""Documents of the index, made of the rows of the rooms as their Search entries say."""

from chapters_portal.content.folding import squeezed

from .models import SearchDocument
from .names import names_of_links
from .words import index_words, whole


def documents_of(search, rows):
    """The documents of those `rows` that have one: what is a draft has none."""
    called = names_of_links()
    for row in rows:
        content = search.document(row)
        if content is not None:
            yield make_document(
                source=search.source,
                kind=search.kind,
                object_id=row.pk,
                link_names=called[content["url"]],
                **content,
            )


def make_document(
    *, title, keywords, body, names=(), link_names=(), states=(), has_own_page=True, **fields
):
    """`states` are rows with a code and a name, by which visitors ask for what lies there.

    What has no page of its own steps back behind a page with the same title.
    """
    codes = [state.code for state in states]
    keywords = [*names, *link_names, *keywords, *(state.name for state in states)]
    keywords = whole(" ".join(dict.fromkeys(filter(None, keywords))))
    title, body = whole(title), whole(body)
    own_names = [title if has_own_page else "", title, *names, *link_names]
    keys = dict.fromkeys(squeezed(name) for name in own_names)
    return SearchDocument(
        title=title,
        name_keys=f"|{'|'.join(keys)}|",
        link_names="\n".join(link_names),
        keywords=keywords,
        body=body,
        states=" ".join(codes),
        title_words=index_words(title),
        keyword_words=" ".join([index_words(keywords), *map(place_word, codes)]),
        body_words=index_words(body),
        **fields,
    )


def place_word(code):
    """The word by which the index knows a place; no word that people write begins like it."""
    return f"zqz{code.lower()}"
