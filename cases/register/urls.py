"""The addresses of the forms for municipalities."""

from django.urls import path

from cases.register import views

urlpatterns = [
    path("vi-goer-det-ogsaa/", views.adopt, name="adopt"),
    path("vi-goer-det-ogsaa/sendt/", views.sent, name="adopt_sent"),
    path("vi-goer-det-ogsaa/faa-nyt-link/", views.new_link, name="new_link"),
    path("vi-goer-det-ogsaa/link-sendt/", views.new_link_sent, name="new_link_sent"),
    path("vi-goer-det-ogsaa/<slug:word>/<str:token>/", views.follow, name="contribution_link"),
    path("behandling-af-oplysninger/", views.processing, name="processing"),
]
