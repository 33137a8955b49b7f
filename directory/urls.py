from django.urls import path, register_converter
from django.urls.converters import StringConverter

from directory.views import chapters as views
from directory.views import downloads


class FormatConverter(StringConverter):
    """The ending of a download: csv, json or one of a vCard."""

    regex = r"csv|json|vcf|v3\.vcf"


class CardConverter(StringConverter):
    """The ending of a vCard: vcf, or v3.vcf for what reads 3.0 alone."""

    regex = r"vcf|v3\.vcf"


register_converter(FormatConverter, "format")
register_converter(CardConverter, "card")

app_name = "directory"
urlpatterns = [
    path("", views.chapter_list, name="chapter_list"),
    path("chapters.<format:ending>", downloads.chapters, name="chapters_download"),
    path("officers/", views.officer_list, name="officer_list"),
    path("officers.<format:ending>", downloads.officers, name="officers_download"),
    path("changes/", views.changes, name="changes"),
    path("find/", views.find, name="find"),
    path("downloads/", views.download_list, name="download_list"),
    path("committee/", views.committee_detail, name="committee_detail"),
    path("joint-student-membership/", views.joint_student_membership, name="joint_membership"),
    path("<slug:slug>/", views.chapter_detail, name="chapter_detail"),
    path("<slug:slug>/chapter.<format:ending>", downloads.chapter, name="chapter_download"),
    path("<slug:slug>/officers/<int:pk>.<card:ending>", downloads.officer, name="officer_download"),
]
