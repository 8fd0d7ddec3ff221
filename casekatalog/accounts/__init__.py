"""Signing in: django-allauth for passwords, two-factor, OpenID Connect and the limits on failures."""
