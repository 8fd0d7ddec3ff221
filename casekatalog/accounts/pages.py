"""The page that says why someone cannot sign in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stopped(request: HttpRequest, status: int, heading: str, explanation: str) -> HttpResponse:
    return render(request, "account/stopped.html", {"heading": heading, "explanation": explanation}, status=status)
