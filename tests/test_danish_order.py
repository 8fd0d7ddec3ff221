"""Alphabetical order as Danes know it, computed by the database."""

from cases.models import Municipality, Product


def test_municipalities_end_with_ae_oe_and_aa():
    names = list(Municipality.objects.values_list("name", flat=True))
    assert names[:2] == ["Albertslund", "Allerød"]
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
    assert names.index("Høje-Taastrup") > names.index("Hvidovre") > names.index("Horsens")
    assert names.index("Tønder") > names.index("Thisted")
    assert names.index("Tårnby") > names.index("Tønder")


def test_capitals_and_small_letters_stand_together():
    names = list(Product.objects.values_list("name", flat=True))
    assert names.index("e-Boks") < names.index("eIndkomst") < names.index("ESDV") < names.index("Eurocard")
