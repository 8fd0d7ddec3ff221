"""A password may hold the site's own words, but must be more than them."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.fixture(autouse=True)
def _owner(settings):
    settings.SITE_NAME, settings.OWNER_NAME = "Casekatalog", "Foreningen Eksempel"


@pytest.mark.parametrize(
    "password",
    ["casekatalog2026", "Casekatalog-Casekatalog", "digitalisering!1", "foreningeneksempel7", "KommuneRedaktion26"],
)
def test_mostly_words_of_the_site_is_refused(password):
    with pytest.raises(ValidationError, match="mest af ord fra denne side"):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["min kommune er smukkest i maj", "korrekt-hest-batteri", "casekatalog og 7 gule biler", "åben dør " * 15],
)
def test_a_long_sentence_with_one_of_them_is_taken(password):
    validate_password(password)
