"""Logins and groups: Django's own pages, with two locks and plain words."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from archive.admin.base import with_hidden
from archive.admin.history import HistoryForCurators
from archive.admin.lists import CarefulLists
from archive.forms.as_seen import AsSeen

admin.site.unregister([User, Group])
admin.site.unregister([EmailAddress, Authenticator])  # each reader's own; secrets of theirs are for no list

RESERVED = ("is_superuser", "user_permissions")
"""What only a superuser gives: otherwise whoever may edit logins could make anyone all-powerful."""


CHANGED = (
    "This login was switched on or off, or given other groups or permissions, after you opened the page, and nothing "
    "was saved: what you sent would take that back. Open the page again, and repeat there what you changed."
)


class LoginForm(UserChangeForm):
    """A login, edited by ``editor``, who brings no one into a group that may do more than the editor, and who saw what
    the login may do as it is."""

    editor: User
    as_seen = AsSeen(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["as_seen"] = _rights_of(self.instance)

    def full_clean(self) -> None:
        if self.is_bound:
            list(User.objects.select_for_update().filter(pk=self.instance.pk))  # who saves it now is waited for
        super().full_clean()

    def clean(self) -> Any:
        if self.cleaned_data["as_seen"] != _rights_of(User.objects.get(pk=self.instance.pk)):
            raise ValidationError(CHANGED)
        return super().clean()

    def clean_groups(self) -> Any:
        groups = self.cleaned_data["groups"]
        if self.editor.is_superuser:
            return groups
        beyond = Permission.objects.exclude(pk__in=_held_by(self.editor))
        joined = groups.exclude(pk__in=self.instance.groups.values("pk"))
        refused = joined.filter(permissions__in=beyond).distinct().values_list("name", flat=True)
        if refused:
            raise ValidationError(f"Only a superuser adds to a group that may do more than you: {', '.join(refused)}.")
        return groups


def _rights_of(user: User) -> str:
    """A digest of what ``user`` may do: whether the login is on and on the staff, its groups and permissions."""
    held = [user.is_active, user.is_staff, user.is_superuser]
    held += [sorted(each.values_list("pk", flat=True)) for each in (user.groups, user.user_permissions)]
    return salted_hmac(__name__, repr((user.pk, *held)), algorithm="sha256").hexdigest()


def _held_by(user: User) -> Any:
    """The primary keys of the permissions that ``user`` has, on the login itself or by a group."""
    own = user.user_permissions.values("pk")
    return Permission.objects.filter(Q(pk__in=own) | Q(group__in=user.groups.all())).values("pk")


@admin.register(User)
class ArchiveUserAdmin(HistoryForCurators, CarefulLists, UserAdmin):
    """A login is switched off rather than deleted, so that what it did keeps its name."""

    form = LoginForm
    save_on_top = True
    list_display = ["username", "first_name", "last_name", "in_groups", "is_staff", "is_active", "last_login"]
    list_filter = ["groups", "is_staff", "is_active", "is_superuser"]
    filter_horizontal = ["groups", "user_permissions"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By a login's own columns and its groups only: what else hangs on it would tell who asked for access, who has
        it, and whose login is how well secured."""
        asked_for = lookup.partition("__")[0]
        own = {"pk", "groups", *(field.name for field in self.opts.concrete_fields)}
        return asked_for in own and super().lookup_allowed(lookup, value, request)

    @admin.display(description="groups")
    def in_groups(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        readonly = ["last_login", "date_joined"]
        return readonly if request.user.is_superuser else [*readonly, *RESERVED]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        may_change = obj is not None and self.has_change_permission(request, obj)
        return with_hidden(list(fieldsets), "as_seen") if may_change else fieldsets

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.editor = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever could change the password or the address of someone who may do more could log in as them."""
        return super().has_change_permission(request, obj) and (obj is None or self._may_do_all_of(request.user, obj))

    def _may_do_all_of(self, editor: User, user: User) -> bool:
        if editor.is_superuser or editor.pk == user.pk:
            return True
        return not user.is_superuser and not _held_by(user).exclude(pk__in=_held_by(editor)).exists()

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Group)
class ArchiveGroupAdmin(HistoryForCurators, CarefulLists, GroupAdmin):
    """What a group may do; only a superuser changes it, or administrators could give themselves anything."""

    save_on_top = True

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        return [] if request.user.is_superuser else ["permissions"]
