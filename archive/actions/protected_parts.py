"""Who is protected of those that an account and its consents lead to, and who was so when they were taken out of it.

Its recordings and signed consents go on telling of them, whoever is entered in their place: to correct who takes part
is ordinary work, and must not open a file. What is kept of it ends when the identity is revealed, and with the account.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.access.levels import Status
from archive.actions.locks import hold
from archive.models import Consent, Participation, Person, Testimony
from archive.models.sealed import ProtectedPart


def keep(testimony: Testimony) -> None:
    """Keep who is protected of those that take part in ``testimony`` now, or gave a consent to it.

    Call it inside a transaction that holds the testimony or the people.
    """
    taking_part = set(_taking_part(testimony.pk).values_list("pk", flat=True))
    consenting = set(_consenting(testimony.pk).values_list("pk", flat=True))
    for person in sorted(taking_part | consenting):
        part, created = ProtectedPart.objects.get_or_create(
            testimony=testimony, person_id=person, defaults={"takes_part": person in taking_part}
        )
        if not (created or part.takes_part) and person in taking_part:
            part.takes_part = True
            part.save()


def keep_missing() -> None:
    """Keep what no save could know of: a fixture may bring in who takes part before it says who is protected."""
    of_account = ProtectedPart.objects.filter(testimony=OuterRef("testimony"))
    taking_part = Participation.objects.filter(
        ~Exists(of_account.filter(person=OuterRef("person"), takes_part=True)), person__identity_protected=True
    )
    consenting = Consent.objects.filter(
        ~Exists(of_account.filter(person=OuterRef("narrator"))), narrator__identity_protected=True
    )
    missing = Q(pk__in=taking_part.order_by().values("testimony")) | Q(pk__in=consenting.order_by().values("testimony"))
    for testimony in Testimony.objects.filter(missing).exclude(status=Status.ERASED).order_by("pk"):
        with transaction.atomic():
            hold(testimony)
            keep(testimony)


def is_kept(testimony: int, *, taking_part: bool = False) -> bool:
    """Whether someone protected takes part in the testimony with this key, or gave a consent to it, or did so before;
    with ``taking_part``, whether one takes part, or did."""
    parts = ProtectedPart.objects.filter(testimony=testimony)
    if taking_part:
        return parts.filter(takes_part=True).exists() or _taking_part(testimony).exists()
    return parts.exists() or people_of(testimony).exists()


def people_of(testimony: int) -> QuerySet[Person]:
    """The protected people of whom that is so, but those that were erased."""
    kept = ProtectedPart.objects.filter(testimony=testimony).exclude(person=None)
    concerned = [kept.values("person"), _taking_part(testimony).values("pk"), _consenting(testimony).values("pk")]
    condition = Q(pk__in=())
    for keys in concerned:
        condition |= Q(pk__in=keys.order_by())
    return Person.objects.filter(condition, identity_protected=True)


def testimonies_of(person: Person) -> QuerySet[Testimony]:
    """The testimonies that ``person`` takes part in or gave a consent to, and those where that is kept."""
    rows = [
        Participation.objects.filter(person=person).values("testimony"),
        Consent.objects.filter(narrator=person).values("testimony"),
        ProtectedPart.objects.filter(person=person).values("testimony"),
    ]
    condition = Q(pk__in=())
    for keys in rows:
        condition |= Q(pk__in=keys.order_by())
    return Testimony.objects.filter(condition).order_by("pk")


def forget(person: Person) -> None:
    """``person`` is not protected any more: nothing is kept of where they were."""
    ProtectedPart.objects.filter(person=person).delete()


def _taking_part(testimony: int) -> QuerySet[Person]:
    return Person.objects.filter(
        pk__in=Participation.objects.filter(testimony=testimony).order_by().values("person"), identity_protected=True
    )


def _consenting(testimony: int) -> QuerySet[Person]:
    narrators = Consent.objects.filter(testimony=testimony).exclude(narrator=None)
    return Person.objects.filter(pk__in=narrators.order_by().values("narrator"), identity_protected=True)
