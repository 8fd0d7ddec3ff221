"""The addresses of the forms for municipalities."""

from django.urls import path

from cases.register import adoption_views, confirmation_views, error_report_views, suggestion_views, views
from cases.register.form_pages import sent_page

urlpatterns = [
    path("vi-goer-det-ogsaa/", adoption_views.adopt, name="adopt"),
    path("vi-goer-det-ogsaa/sendt/", sent_page("register/adoption/sent.html"), name="adopt_sent"),
    path("vi-goer-det-ogsaa/faa-nyt-link/", views.new_link, name="new_link"),
    path("vi-goer-det-ogsaa/link-sendt/", sent_page("register/new_link_sent.html"), name="new_link_sent"),
    path("vi-goer-det-ogsaa/<slug:word>/<str:token>/", views.follow, name="adoption_link"),
    path("foreslaa-en-case/", suggestion_views.suggest, name="suggest"),
    path("foreslaa-en-case/sendt/<str:token>/", suggestion_views.receipt, name="suggestion_receipt"),
    path("foreslaa-en-case/status/<str:token>/", suggestion_views.state, name="suggestion_state"),
    path("foreslaa-en-case/<slug:word>/<str:token>/", views.follow, name="suggestion_link"),
    path("meld-en-fejl/", error_report_views.report, name="report_error"),
    path("meld-en-fejl/sendt/", sent_page("register/error_report/sent.html"), name="report_error_sent"),
    path("meld-en-fejl/modtaget/", sent_page("register/error_report/received.html"), name="report_error_received"),
    path("meld-en-fejl/<slug:word>/<str:token>/", views.follow, name="error_report_link"),
    path("er-det-jeres-case/", confirmation_views.ask, name="confirmation"),
    path("er-det-jeres-case/sendt/", sent_page("register/confirmation/sent.html"), name="confirmation_sent"),
    path("er-det-jeres-case/<slug:word>/<str:token>/", views.follow, name="confirmation_link"),
    path("behandling-af-oplysninger/", views.processing, name="processing"),
]
