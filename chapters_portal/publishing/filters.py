"""Filters of lists at the desk that ask a rule of the queryset."""

from django.contrib import admin
from django.utils import timezone


class NeedsFilter(admin.SimpleListFilter):
    """What needs attention: each choice is a rule that is given the queryset and today."""

    title = "what needs attention"
    parameter_name = "needs"
    rules = {}

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, rule) in self.rules.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.rules:
            return queryset
        _, rule = self.rules[self.value()]
        return rule(queryset, timezone.localdate())
