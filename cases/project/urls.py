"""The addresses of a reader's own project."""

from django.urls import path

from cases.project import views

urlpatterns = [
    path("", views.project, name="project"),
]
