"""How each database is asked: the only part of search that knows which one it is."""


class SQLite:
    both, either = " AND ", " OR "
    # CROSS JOIN keeps the index in front; else SQLite may ask it anew for every document.
    found = """
        FROM chapters_portal_searchindex CROSS JOIN chapters_portal_searchdocument AS document
            ON document.id = chapters_portal_searchindex.rowid
        WHERE chapters_portal_searchindex MATCH %(question)s
    """
    score = "-bm25(chapters_portal_searchindex, 10, 5, 1)"

    @staticmethod
    def word(word, *, may_go_on, columns):
        return f'"{word}"*' if may_go_on else f'"{word}"'

    @staticmethod
    def question(question, *, columns):
        names = {"A": "title_words", "AB": "title_words keyword_words"}
        return f"{{{names[columns]}}} : ({question})" if columns else question


class PostgreSQL:
    both, either = " & ", " | "
    found = """
        FROM chapters_portal_searchdocument AS document,
            to_tsquery('simple', %(question)s) AS question
        WHERE document.words @@ question
    """
    score = "ts_rank('{0.1, 0.1, 0.5, 1}', document.words, question, 1)"

    @staticmethod
    def word(word, *, may_go_on, columns):
        flags = ("*" if may_go_on else "") + columns
        return f"'{word}':{flags}" if flags else f"'{word}'"

    @staticmethod
    def question(question, *, columns):
        return question


DIALECTS = {"sqlite": SQLite, "postgresql": PostgreSQL}


def question_for(dialect, terms, *, columns="", is_any_enough=False):
    """`terms` in the language of the database: each of them, or any, in any of its ways.

    `columns` are where to look: "A" titles, "AB" keywords, too, "" everywhere.
    """

    def word(word, may_go_on=False):
        return dialect.word(word, may_go_on=may_go_on, columns=columns)

    def term_of(term):
        ways = [f"({dialect.both.join(map(word, way))})" for way in term.ways]
        if term.beginning:
            ways.append(word(term.beginning, may_go_on=True))
        return f"({dialect.either.join(ways)})"

    between = dialect.either if is_any_enough else dialect.both
    return dialect.question(between.join(map(term_of, terms)), columns=columns)
