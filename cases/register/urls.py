"""The addresses of the forms for municipalities."""

from django.urls import path

from cases.register import adoption_views, confirmation_views, views

urlpatterns = [
    path("vi-goer-det-ogsaa/", adoption_views.adopt, name="adopt"),
    path("vi-goer-det-ogsaa/sendt/", adoption_views.sent, name="adopt_sent"),
    path("vi-goer-det-ogsaa/faa-nyt-link/", views.new_link, name="new_link"),
    path("vi-goer-det-ogsaa/link-sendt/", views.new_link_sent, name="new_link_sent"),
    path("vi-goer-det-ogsaa/<slug:word>/<str:token>/", views.follow, name="adoption_link"),
    path("er-det-jeres-case/", confirmation_views.ask, name="confirmation"),
    path("er-det-jeres-case/sendt/", confirmation_views.sent, name="confirmation_sent"),
    path("er-det-jeres-case/<slug:word>/<str:token>/", views.follow, name="confirmation_link"),
    path("behandling-af-oplysninger/", views.processing, name="processing"),
]
