"""Logins and groups: Django's own pages, with two locks and plain words."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

admin.site.unregister([User, Group])

RESERVED = ("is_superuser", "user_permissions")
"""What only a superuser gives: otherwise whoever may edit logins could make anyone all-powerful."""


@admin.register(User)
class ArchiveUserAdmin(UserAdmin):
    """A login is switched off rather than deleted, so that what it did keeps its name."""

    save_on_top = True
    list_display = ["username", "first_name", "last_name", "in_groups", "is_staff", "is_active", "last_login"]
    list_filter = ["groups", "is_staff", "is_active", "is_superuser"]
    filter_horizontal = ["groups", "user_permissions"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="groups")
    def in_groups(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        readonly = ["last_login", "date_joined"]
        return readonly if request.user.is_superuser else [*readonly, *RESERVED]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        locked = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not locked

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Group)
class ArchiveGroupAdmin(GroupAdmin):
    """What a group may do."""

    save_on_top = True
