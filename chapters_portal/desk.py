"""The desk: the Django admin as the office's staff know it."""

from django.contrib.admin import AdminSite


class Desk(AdminSite):
    site_header = "Chapter Relations Office"
    site_title = "Chapter Relations Office"
    index_title = "The desk"
