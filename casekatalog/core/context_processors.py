"""What every page's frame needs to know about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str | bool]:
    """The site's name, its owner's name, e-mail and telephone, and whether it has forms for municipalities."""
    return {
        "site_name": settings.SITE_NAME,
        "owner_name": settings.OWNER_NAME,
        "owner_email": settings.OWNER_EMAIL,
        "owner_phone": settings.OWNER_PHONE,
        "takes_contributions": settings.TAKES_CONTRIBUTIONS,
    }
