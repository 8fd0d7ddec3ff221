"""Columns and database expressions that several models share. They behave alike on SQLite and PostgreSQL."""

from django.core.validators import URLValidator
from django.db.models import CharField, Expression, F, GeneratedField, Value
from django.db.models.functions import Lower, Replace

from casekatalog.core.text_fields import LineField

# Danish alphabetical order ends with æ, ø, å, and "aa" sorts as "å" (Aalborg comes last). The key uses only a-z and
# digits, so that every collation of every database orders it alike. "z" itself must come before the three.
_REPLACEMENTS = [("z", "z0"), ("æ", "z1"), ("ø", "z2"), ("å", "z3"), ("aa", "z3"), ("-", ""), (" ", "")]


def danish_order(source: str) -> Expression:
    """A key that orders the text column ``source`` as Danes do."""
    # SQLite's LOWER leaves Æ, Ø and Å alone, so their capitals are replaced too, after lowering.
    expression: Expression = Lower(F(source))
    for old, new in _REPLACEMENTS:
        for variant in dict.fromkeys([old, old.upper()]):
            expression = Replace(expression, Value(variant), Value(new))
    return expression


def danish_sort_key(source: str, max_length: int = 200) -> GeneratedField:
    """A stored column, computed by the database, that orders the text column ``source`` as Danes do."""
    return GeneratedField(
        verbose_name="sorteringsnøgle",
        expression=danish_order(source),
        output_field=CharField(max_length=max_length),
        db_persist=True,
        serialize=False,
    )


def https_link(name: str, help_text: str = "") -> LineField:
    """An address on the web that may be left out. Django's own URLField would take it without TLS."""
    validator = URLValidator(["https"], message="Begynd med https://.")
    return LineField(name, max_length=200, blank=True, validators=[validator], help_text=help_text)
