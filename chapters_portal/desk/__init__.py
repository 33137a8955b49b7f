"""The desk: Django's admin as the office's staff know it.

`admin.DeskAdmin` is the base of every admin class, `publishing.PublishedAdmin` of those whose rows
are published. `job = "Press"` in such a class places it on the first screen. `conflicts` guards two
editors at once by values, not by numbers of versions, so it also guards rows without a history.
Rows are locked by key (`history.versions.locked`), a parent before the rows below it.

All that changes rows for a person asks `content.permissions.may_change_public`. `dashboard` takes
its lines from the `NeedsFilter` rules of the lists; a line is one query, and zero is said, quietly:
an absent line could as well be forgotten. `staff_bar` is made after the page, so it knows what
words the page used. `advice` tells what readers may trip over, and never stops anybody.

Django's templates that we replace, to be compared at each upgrade: `admin/app_list.html` (jobs
instead of apps) and `admin/widgets/split_datetime.html` (labels for both boxes).
"""
