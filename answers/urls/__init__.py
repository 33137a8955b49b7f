from django.urls import path

from answers.views import answers as views

app_name = "answers"
urlpatterns = [
    path("", views.collection_list, name="collection_list"),
    path("<slug:slug>/", views.collection_detail, name="collection_detail"),
    path("<slug:collection>/<slug:slug>/", views.answer_detail, name="answer_detail"),
    path("<slug:collection>/<slug:slug>/vote/", views.vote, name="vote"),
]
