from django.urls import path

from answers.views import contact

app_name = "contact"
urlpatterns = [
    path("", contact.contact_form, name="contact_form"),
    path("sent/", contact.contact_sent, name="contact_sent"),
]
