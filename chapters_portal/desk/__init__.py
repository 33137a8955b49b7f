"""The desk: Django's admin as the office's staff know it.

`admin.DeskAdmin` is the base of every admin class, `publishing.PublishedAdmin` of those whose rows
are published. In such a class `room = "Press"` places the list, `list_title` names it, `verbs` are
its buttons on the first screen, `label_of` is what the search and the pickers say of a row.
`conflicts` guards two editors at once by values, not by numbers of versions, so it also guards
rows without a history. Rows are locked by key (`history.versions.locked`), a parent before the
rows below it.

`unsaved` keeps what one account typed and did not save. A `Draft` is what the office keeps beside a
live row; `drafting` gives it to every form of something public. It is published by sending its form
again, so no rule of a form is written twice.

All that changes rows for a person asks `content.permissions.may_change_public`. `dashboard` takes
its lines from the `NeedsFilter` rules of the lists; a line is one query, and zero is said, quietly:
an absent line could as well be forgotten. `finding` asks the lists themselves. `staff_bar` is made
after the page, so it knows what words the page used. `advice` tells what readers may trip over, and
never stops anybody.

Django's templates that we replace, to be compared at each upgrade: `admin/app_list.html` and
`admin/nav_sidebar.html` (rooms instead of apps), `admin/submit_line.html` (the publishing panel)
and `admin/widgets/split_datetime.html` (labels for both boxes).
"""
