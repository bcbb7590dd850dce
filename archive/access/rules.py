"""The one home of visibility: which rows a viewer may read.

Every rule is a function of a :class:`~archive.access.viewer.Viewer` and a look-up ``prefix`` and returns a
:class:`~django.db.models.Q`, so that the same rule serves the record itself (``prefix=""``) and any query that reaches
it over single-valued paths (``prefix="passage__transcript__testimony__"``). Many-valued paths are asked by ``Exists``,
so a join never doubles a row. Models are looked up by name; none is imported. The rules themselves stand by subject in
the modules beside this one; here is the table that everything outside asks.

What may be read:

* **Testimony**: published, at a level the viewer has, past its embargo, and with consent to read in force at ``now``.
  That it exists may also be told where its level or an embargo keeps the viewer out, but consent lets it be known.
* **Tag of a testimony**: with the testimony; printed by a source, only while the source may be named.
* **Session, participation**: with their testimony. **Section**: the same, and with the passage it begins at.
  **Who a narrator is**: where consent lets the name be shown, or where what the archive holds is no name (a
  description, a pseudonym).
* **Transcript, passage**: with their testimony, unless their own level is stricter.
* **File**: the same; an access copy, a redacted copy or a thumbnail, never the master; recordings with consent to
  hear; of a testimony that is redacted or protects a narrator only the redacted copies.
* **Preview**: who holds a preview link reads its one draft as a granted reader would after publication, whatever its
  level, embargo and consent to read; what is closed in it stays closed.
* **Mention, note**: with their passage.
* **A source beside a testimony** (what it rests on, a printed tag, a source it cites, a note), from either side: while
  it leads to no narrator of the testimony whom consent does not let be named.
* **Name, note, relation, participation in an event**: only while the source it is attributed to may be named. A
  relation or participation that no source has does not lead from a narrator who is not named to the account.
* **Source, collection**: once published in their own right.
* **Statement**: with the source or the passage that asserts it.
* **Person, organisation, place, event, tag**: when something that may be read leads to them. One known only from a
  hidden testimony has no visible page, no suggestion and no count.
* **Name**: with whom or what it names.

Curators read everything but what was erased.
"""

from django.db.models import Q

from archive.access import authorities, sources, testimonies
from archive.access.consent import with_scope
from archive.access.levels import Part
from archive.access.viewer import Rule, Viewer


def visible(subject: str, viewer: Viewer, prefix: str = "", part: Part = Part.CONTENT) -> Q:
    """The condition under which ``part`` of the rows of the model named ``subject`` (lower case) is for ``viewer``.

    Raises :class:`LookupError` for a model, or a part of it, that has no rule, so that none can be forgotten.
    """
    rule = RULES.get(subject) if part == Part.CONTENT else RULES_OF_PARTS.get((subject, part))
    if rule is None:
        raise LookupError(f"archive.access.rules has no rule of visibility for '{subject}' ({part.value})")
    return rule(viewer, prefix)


def linked(subject: str, path: str, target: str, viewer: Viewer) -> Q:
    """The condition under which rows of the model ``subject`` may lead to the ``target`` at their key ``path``."""
    testimony_path = sources.TESTIMONIES.get((subject, path))
    if testimony_path is None:
        return visible(target, viewer, f"{path}__")
    return sources.beside(viewer, "", path, testimony_path)


def everyone(viewer: Viewer, prefix: str = "") -> Q:
    return Q()


def curators_only(viewer: Viewer, prefix: str = "") -> Q:
    return Q() if viewer.is_curator else Q(pk__in=[])


RULES: dict[str, Rule] = {
    "testimony": testimonies.testimony,
    "session": testimonies.of_testimony,
    "participation": testimonies.of_testimony,
    "testimonylanguage": testimonies.of_testimony,
    "taggedtestimony": sources.tagged,
    "transcript": testimonies.transcript,
    "passage": testimonies.passage,
    "section": testimonies.section,
    "mention": testimonies.mention,
    "note": sources.note,
    "mediafile": testimonies.media_file,
    "source": sources.published,
    "sourcecontribution": sources.source_contribution,
    "collection": sources.published,
    "statement": sources.statement,
    "person": authorities.person,
    "organisation": authorities.organisation,
    "place": authorities.place,
    "event": authorities.event,
    "name": authorities.name,
    "personrelation": authorities.person_relation,
    "eventparticipation": authorities.event_participation,
    "tag": authorities.tag,
    "language": authorities.language,
    "term": everyone,
    "consent": curators_only,
    "accessgrant": curators_only,
    "accessrequest": curators_only,
    "previewlink": curators_only,
}


RULES_OF_PARTS: dict[tuple[str, Part], Rule] = {
    ("testimony", Part.EXISTENCE): testimonies.existence,
    ("testimony", Part.DESCRIPTION): testimonies.testimony,
    ("testimony", Part.PREVIEW): testimonies.previewed,
    ("testimony", Part.KEPT_BACK): with_scope(testimonies.testimony, "knowable", ""),
    ("testimony", Part.QUOTATION): with_scope(testimonies.testimony, "quotable", ""),
    ("testimony", Part.DOWNLOAD): with_scope(testimonies.testimony, "downloadable", ""),
    ("testimony", Part.MACHINE_USE): with_scope(testimonies.testimony, "minable", ""),
    ("testimony", Part.SOURCE): sources.resting_on_it,
    ("taggedtestimony", Part.SOURCE): sources.printed_by_it,
    ("passage", Part.QUOTATION): with_scope(testimonies.passage, "quotable", "transcript__testimony__"),
    ("passage", Part.NAME): testimonies.retelling,
    ("participation", Part.NAME): testimonies.identified,
    ("mediafile", Part.FILE): testimonies.media_handed_out,
    ("mediafile", Part.DOWNLOAD): with_scope(testimonies.media_handed_out, "downloadable", "testimony__"),
}
"""What may be shown of a record beyond, or short of, its content."""
