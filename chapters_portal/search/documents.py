"""Documents of the index, made of the rows of the rooms as their Search entries say."""

from .models import SearchDocument
from .words import index_words, whole


def documents_of(search, rows):
    """The documents of those `rows` that have one: what is a draft has none."""
    for row in rows:
        content = search.document(row)
        if content is not None:
            yield make_document(kind=search.kind, object_id=row.pk, **content)


def make_document(*, title, keywords, body, states=(), **fields):
    """`states` are rows with a code and a name, by which visitors ask for what lies there."""
    codes = [state.code for state in states]
    keywords = whole(" ".join([*keywords, *(state.name for state in states)]))
    title, body = whole(title), whole(body)
    return SearchDocument(
        title=title,
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
