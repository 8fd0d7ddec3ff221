"""The catalogue as data for others: the API, the whole catalogue as one file, the feed, the sitemap, and descriptions.

The API is django-ninja's. drf-spectacular would bring Django REST framework with it, whose serializers and filters
would be a second way to parse an address and to write a case; ninja takes ours, and its types are both the check of
what goes out and the OpenAPI document.

``api`` has the addresses under ``/api/v1/``, ``schemas`` what they take and answer, ``listing`` the list,
``vocabularies`` the words cases are described with, ``whole`` everything as one file. ``feed`` and ``sitemaps`` say
what is new, ``structured`` describes a case to search engines, ``data_set`` the catalogue to data portals.
"""

API_VERSION = "1.0.0"
