"""Lists are still narrowed by an address that calls a row as it was called before."""

import pytest
from django.urls import get_resolver

from chapters_portal.content.filters import QueryFilterSet, RowChoice
from directory.models import Chapter
from tests.desk.kinds import KINDS

pytestmark = pytest.mark.django_db


def subclasses(one):
    return {one}.union(*map(subclasses, one.__subclasses__()))


def choices_by_slug():
    assert get_resolver().url_patterns  # with the views their filters are there
    return [
        choice
        for one in subclasses(QueryFilterSet)
        for choice in one.base_filters.values()
        if isinstance(choice, RowChoice) and choice.extra["to_field_name"] == "slug"
    ]


def test_each_choice_knows_the_slug_that_a_row_had():
    choices = choices_by_slug()
    assert len(choices) > 3
    for choice in choices:
        model = choice.extra["queryset"].model
        row = KINDS[model](1)
        if model is Chapter:
            row.kind = Chapter.Kind.REGIONAL
        former, row.slug = row.slug, "called-anew"
        row.save()

        assert choice.present(former) == "called-anew"
        for slug in ["never-called-so", "a\0b", ""]:
            assert choice.present(slug) is None
        model.objects.all().delete()
