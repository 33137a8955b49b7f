"""From what a visitor types to the chapters that may be meant."""

from difflib import get_close_matches

from chapters_portal.content.folding import plain_words

from .models import Chapter

OTHER_NAMES = {
    "district-of-columbia": ["washington dc", "d c"],
    "virgin-islands": ["virgin islands", "us virgin islands", "usvi"],
}


def find_chapters(text, today):
    """The chapters that `text` may mean: a state's name or code, a region, a name, an abbreviation.

    A whole match beats a part of a name: "Virginia" does not find West Virginia. A former name is
    a name, too; a chapter that has ended is not found.
    """
    wanted = plain_words(text)
    if not wanted:
        return []
    whole, part = [], []
    for chapter in findable(today):
        names = _names(chapter)
        if wanted in names:
            whole.append(chapter)
        elif any(wanted in name for name in names if len(wanted) > 2):
            part.append(chapter)
    return whole or part


def suggest_chapters(text, today):
    """Up to three chapters whose names look like `text`, for a slip of the pen."""
    by_name = {name: chapter for chapter in findable(today) for name in _names(chapter)}
    close = get_close_matches(plain_words(text), by_name, n=3, cutoff=0.7)
    return list(dict.fromkeys(by_name[name] for name in close))


def findable(today):
    return Chapter.objects.existing_on(today).in_list().prefetch_related("former_names")


def _names(chapter):
    names = [*(former.name for former in chapter.former_names.all())]
    names += [chapter.name, chapter.abbreviation, chapter.place, *OTHER_NAMES.get(chapter.slug, [])]
    if not chapter.is_regional:
        names += [state.code for state in chapter.states.all()]
    return {plain_words(name) for name in names if name}
