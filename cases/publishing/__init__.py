"""What leaves the site: downloads, the API, the feed, the sitemap and the descriptions of the data."""

API_VERSION = "1.0.0"
