"""Related cases: the same, in the same order and for the same reasons, as a plain query gives."""

from django.db.models import Case as FirstTrue
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value, When

from casekatalog.core.data_version import set_new_version
from cases.catalogue.related_cases import RELATED_SHOWN, Kinship, related_to
from cases.models import Case, CaseProduct
from tests.factories import generate_cases


def by_query(case: Case) -> QuerySet[Case]:
    def shared(relation: str) -> Subquery:
        terms = Case._meta.get_field(relation).related_model._default_manager.all()
        own = terms.filter(cases=case).values("pk")
        return Subquery(terms.filter(cases=OuterRef("pk"), pk__in=own).values("name")[:1])

    grips = Count("evidence__grip", filter=Q(evidence__grip__in=case.evidence.values("grip")), distinct=True)
    kinship = FirstTrue(
        When(shared_task__isnull=False, then=Value(4)),
        When(shared_product__isnull=False, then=Value(3)),
        When(shared_technology__isnull=False, support_function=case.support_function, then=Value(2)),
        When(shared_grips__gt=0, then=Value(1)),
        default=Value(0),
    )
    cases = Case.objects.published().exclude(pk=case.pk).annotate(shared_task=shared("tasks"))
    cases = cases.annotate(shared_product=shared("products"), shared_technology=shared("technologies"))
    related = cases.annotate(shared_grips=grips).annotate(kinship=kinship).filter(kinship__gt=0)
    return related.order_by("-kinship", "-shared_grips", "number")[:RELATED_SHOWN]


def expected(case: Case) -> list[tuple[str, Kinship]]:
    return [
        (
            other.slug,
            Kinship(
                other.shared_task or "",
                other.shared_product or "",
                (other.shared_technology or "") if other.support_function_id == case.support_function_id else "",
                other.shared_grips,
            ),
        )
        for other in by_query(case)
    ]


def found(case: Case) -> list[tuple[str, Kinship]]:
    return [(other.slug, kinship) for other, kinship in related_to(case)]


def test_related_cases_are_those_of_a_plain_query():
    cases = generate_cases(80, seed=3)
    # Told to no index, which would take long.
    Case.tasks.through.objects.filter(case__in=cases[::3]).delete()
    CaseProduct.objects.filter(case__in=cases[::3])._raw_delete("default")
    Case.technologies.through.objects.filter(case__in=cases[::9]).delete()
    Case.objects.filter(pk=cases[5].pk).update(status=Case.Status.ARCHIVED)
    set_new_version()
    tiers = set()
    for case in [*Case.objects.published().order_by("number")[:10], *cases[:20]]:
        assert found(case) == expected(case), case
        tiers |= {(bool(kin.task), bool(kin.product), bool(kin.technology)) for _, kin in found(case)}
    assert len(tiers) > 4


def test_a_draft_has_related_cases_too():
    draft = generate_cases(5)[0]
    draft.status, draft.number = Case.Status.DRAFT, None
    draft.save()
    assert found(draft) == expected(draft) != []
