"""The form of every record of the workbench: it saves a page that still is as it was seen, and nothing that was put out
of sight meanwhile comes back by it."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from archive.actions.connections import told_of
from archive.actions.decisions import newest_of_all, put_out_of_sight_since
from archive.actions.locks import hold, keep_what_shows, locked, protected_among, refuse_erased

CHANGED = (
    "This was changed after you opened the page, and nothing was saved: what you sent could bring back what someone "
    "has corrected, withheld or protected since. Open the page again, beside this one, and repeat there what you "
    "changed; what you typed still stands here."
)
DIFFERING = "What you sent differs from what stands there now in: {}."
OUT_OF_SIGHT_SINCE = (
    "Words of this account were withheld, or someone in it was protected, after you opened this page. Nothing was "
    "saved: what you typed could bring back what was put out of sight. Look at the account as it is now. What you "
    "typed still stands here; where it tells nothing of that, send the page once more (a file has to be chosen again)."
)
TELLS_OF_SOMEONE_PROTECTED = (
    "The identity of this person is protected: what ties them to others, and what is said about them, is neither "
    "entered nor changed. Leave it out, or delete the row; an administrator can reveal the identity."
)


NUMBERS = re.compile(r"([0-9]{1,18})(?: ([0-9]{1,18}))?")
"""Of entries of the ledger: the newest one when a page was opened, and the one that its sender was told of since."""


class AsSeen(forms.CharField):
    """Since when what the page shows stands so, as the page had it. It is nothing that anyone types."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class AsSeenForm(forms.ModelForm):
    """A record, or a row on the page of one, that is refused where it was changed since the page was opened; and once,
    new or not, where something of the testimony it belongs to was put out of sight since then.

    What it compares is locked until the page is saved, in the order of :mod:`archive.actions.locks`: whoever protects,
    withholds or erases at this moment is waited for. It also refuses what belongs to an erased testimony, and what ties
    someone who is protected to others.
    """

    as_seen = AsSeen(required=False)
    opened_after = AsSeen(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["as_seen"] = self.instance.updated_at.isoformat() if self.instance.pk else ""
        if not self.is_bound and not self.is_row:
            self.initial["opened_after"] = str(newest_of_all())

    @property
    def is_row(self) -> bool:
        """Whether it is one of many on the page of another record, which was locked and compared before it."""
        return bool(self.prefix)

    def full_clean(self) -> None:
        if self.is_bound and self.instance.pk and not self.is_row:
            hold(self.instance)
        super().full_clean()

    def _post_clean(self) -> None:
        """Once the record is as it would be written."""
        super()._post_clean()
        if self.is_row and not self.has_changed():
            return  # it is not written
        for refuse in self.refusals():
            try:
                refuse()
            except ValidationError as refusal:
                self.add_error(None, refusal)

    def refusals(self) -> list[Callable[[], None]]:
        """What is asked of the record as it would be written; each raises a ValidationError."""
        return [self.refuse_erased, self.refuse_telling, self.refuse_changed, self.refuse_once]

    def refuse_erased(self) -> None:
        if not self.is_row:
            refuse_erased(self.instance)

    def refuse_telling(self) -> None:
        if not self.has_changed():
            return
        keep_what_shows(self.instance)  # before anything of the page is written, and the index with it
        if protected_among(told_of(self.instance)):
            raise ValidationError(TELLS_OF_SOMEONE_PROTECTED, code="protected")

    def refuse_changed(self) -> None:
        if not self.instance.pk or self.cleaned_data.get("as_seen") == self.stands_now():
            return
        differing = ", ".join(str(self[name].label) for name in self.changed_data)
        said = [CHANGED, DIFFERING.format(differing)] if differing else [CHANGED]
        raise ValidationError(" ".join(said), code="changed")

    def refuse_once(self) -> None:
        """Refuse a page that was opened before something of its account was put out of sight, whichever account was
        chosen on it; by then that is held. Once it is told, the page can be sent again."""
        if self.is_row or self.has_error(NON_FIELD_ERRORS, "changed"):
            return
        sent = NUMBERS.fullmatch(self.cleaned_data.get("opened_after", ""))
        opened, told = (int(each or 0) for each in sent.groups()) if sent is not None else (0, 0)
        since = put_out_of_sight_since(self.instance, opened)
        if since not in (0, told):
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_after")] = f"{opened} {since}"
            raise ValidationError(OUT_OF_SIGHT_SINCE, code="put_out_of_sight")

    def stands_now(self) -> str:
        """When it was last changed, which stays so until the transaction of the page ends; empty where it is gone."""
        rows = locked(type(self.instance)._default_manager.filter(pk=self.instance.pk))
        changed = rows.values_list("updated_at", flat=True).first()
        return changed.isoformat() if changed is not None else ""
