"""Signing in: django-allauth for passwords, two-factor and OpenID Connect, django-axes for the lockout."""
