"""What leaves the site: downloads, the API, the feed, the sitemap and the descriptions of the data.

The API is django-ninja's. drf-spectacular would bring Django REST framework with it, whose serializers and filters
would be a second way to parse an address and to write a case; ninja takes ours, and its types are both the check of
what goes out and the OpenAPI document.
"""

API_VERSION = "1.0.0"
