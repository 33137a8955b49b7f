"""Import and export at the desk: a list that is also a spreadsheet."""

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify

from chapters_portal.content.unwrapping import what_was_unwrapped
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import Verb
from chapters_portal.history.views import admin_page

from .files import LARGEST_FILE, MOST_ROWS, TYPES, read_sheet, write
from .pending import keep, take

SHOWN = 200  # changed rows of a preview; the others are counted


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV or XLSX file",
        error_messages={"required": "Choose a file first.", "empty": "The file is empty."},
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args, column_named=None):
        super().__init__(*args)
        self.column_named = column_named

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.content = file.read(LARGEST_FILE + 1)
        self.sheet = read_sheet(self.content, self.column_named)
        return file


TAKE_IN = Verb("Take in a spreadsheet", 60, "add", lambda: reverse("take_in"))


class SheetAdmin(DeskAdmin):
    """Rows leave as the list shows them, and come in from a file: looked at first, then applied."""

    resource_class = None
    verbs = [TAKE_IN]
    may_import = True

    def get_urls(self):
        def page(address, view, name):
            name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(address, self.admin_site.admin_view(view), name=name)

        return [
            page("import/", self.import_view, "import"),
            page("import/empty.<str:ending>", self.empty_view, "empty"),
            page("export.<str:ending>", self.export_view, "export"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request):
        return (
            self.may_import
            and self.has_add_permission(request)
            and self.has_change_permission(request)
        )

    def resource(self, request):
        return self.resource_class(request.user, request.build_absolute_uri("/")[:-1])

    def changelist_view(self, request, extra_context=None):
        links = {
            "import": self.has_import_permission(request) and self.address("import"),
            "exports": self.addresses("export"),
        }
        return super().changelist_view(request, {"exchange": links, **(extra_context or {})})

    def address(self, page, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def addresses(self, page):
        """Pairs of a kind of file and the address where it is made."""
        return [(ending.upper(), self.address(page, ending)) for ending in TYPES]

    # -- Out

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.actions is None or "_popup" in request.GET:
            return actions
        for ending in TYPES:
            name = f"export_{ending}"
            actions[name] = (
                lambda admin, request, rows, ending=ending: admin.export(request, rows, ending),
                name,
                f"Export the selected rows as {ending.upper()}",
            )
        return actions

    def export_view(self, request, ending):
        """All rows that the list would show for the same query, on all of its pages."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(self.address("changelist"))
        return self.export(request, rows, ending)

    def export(self, request, rows, ending):
        resource = self.resource(request)
        found = resource.fetch(rows.order_by().values("pk"))
        pks = rows.values_list("pk", flat=True)
        shown = [found[pk] for pk in pks if pk in found]
        name = f"{slugify(self.opts.verbose_name_plural)}-{timezone.localdate()}"
        try:
            return self.file(ending, name, resource.columns, resource.table(shown))
        except ValidationError as error:
            self.message_user(request, error.messages[0], messages.ERROR)
            return redirect(self.address("changelist"))

    def empty_view(self, request, ending):
        if not self.has_import_permission(request):
            raise PermissionDenied
        fields = self.resource(request).typed_fields
        name = f"{slugify(self.opts.verbose_name_plural)}-empty"
        return self.file(ending, name, [one.column_name for one in fields], [])

    def file(self, ending, name, header, rows):
        if ending not in TYPES:
            raise Http404
        return HttpResponse(
            write(ending, header, rows),
            content_type=TYPES[ending],
            headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
        )

    # -- In: a file is looked at, then applied

    def import_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        if "key" in request.POST:
            return self.apply(request, request.POST["key"])
        if request.method != "POST":
            return self.import_page(request, UploadForm())
        resource = self.resource(request)
        form = UploadForm(request.POST, request.FILES, column_named=resource.column_named)
        if not form.is_valid():
            return self.import_page(request, form, status=400)
        outcome = resource.read(form.sheet)
        if not outcome.problems:
            for sentence in what_was_unwrapped(
                "\n".join(resource.cells_with_addresses(form.sheet))
            ):
                self.message_user(request, sentence, messages.WARNING)
        return self.outcome_page(request, outcome, form.content)

    def apply(self, request, key):
        with transaction.atomic():
            kept = take(key, request.user)
            if kept is None:
                return self.import_page(request, UploadForm(), status=409, is_gone=True)
            content, digest = kept
            resource = self.resource(request)
            sheet = read_sheet(content, resource.column_named)
            removing = request.POST.getlist("removing")
            outcome = resource.apply(sheet, digest, removing)
        if not outcome.is_applied:
            is_late = set(removing) == set(request.POST.getlist("shown_removing"))
            return self.outcome_page(request, outcome, content, is_late, removing)
        self.message_user(request, f"Imported: {outcome.counts_in_words}", messages.SUCCESS)
        self.after_import(request, [line.instance for line in outcome.at_work])
        return redirect(self.address("changelist"))

    def after_import(self, request, rows):
        """What has to happen after `rows` are stored."""

    def outcome_page(self, request, outcome, content, is_late=False, removing=()):
        if outcome.problems:
            return self.import_page(
                request, UploadForm(), status=422, problems=outcome.problems, is_late=is_late
            )
        return admin_page(
            request,
            "import_preview",
            title="What the file would change",
            status=409 if is_late else 200,
            opts=self.opts,
            here=self.address("import"),
            outcome=outcome,
            shown=outcome.at_work[:SHOWN],
            more=max(0, len(outcome.at_work) - SHOWN),
            is_late=is_late,
            removing=removing,
            key=keep(content, outcome.digest, request.user)
            if outcome.at_work or outcome.empties
            else None,
        )

    def import_page(self, request, form, status=200, **context):
        resource = self.resource(request)
        return admin_page(
            request,
            "import",
            title=f"Import {self.opts.verbose_name_plural}",
            status=status,
            opts=self.opts,
            here=self.address("import"),
            form=form,
            columns=[
                (one.column_name, resource.need_of(one), one.widget.help_text)
                for one in resource.get_export_fields()
            ],
            most_rows=f"{MOST_ROWS:,}",
            largest=LARGEST_FILE,
            empty=self.addresses("empty"),
            exports=self.addresses("export"),
            **context,
        )
