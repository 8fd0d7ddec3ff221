"""Templates can be read, and are used."""

from pathlib import Path

from django.template import engines

from tests.seeded import ROOT

TEMPLATES = ROOT / "templates"
TEXTS = {str(file.relative_to(TEMPLATES)): file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*.*")}
LONGEST_LINE = 160


def test_no_line_of_a_template_is_too_long_to_read():
    long = {name: sum(len(line) > LONGEST_LINE for line in text.splitlines()) for name, text in TEXTS.items()}
    assert {name: number for name, number in long.items() if number} == {}


def replaces_a_librarys(name: str) -> bool:
    """Whether a library finds this template in place of its own. Django's admin has some for one model."""
    loaders = engines["django"].engine.template_loaders
    names = {name, f"admin/{Path(name).name}"} if name.startswith("admin/") else {name}
    places = {Path(o.name) for loader in loaders for each in names for o in loader.get_template_sources(each)}
    return any(place.exists() for place in places if not place.is_relative_to(TEMPLATES))


def test_every_template_is_used():
    code = [file for app in ("casekatalog", "cases", "frameworks") for file in (ROOT / app).rglob("*.py")]
    sources = "\n".join([*TEXTS.values(), *(file.read_text(encoding="utf-8") for file in code)])
    assert [name for name in TEXTS if name not in sources and not replaces_a_librarys(name)] == []
