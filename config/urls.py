"""The addresses of the whole site: the workbench, people's accounts, and the archive everywhere else."""

from django.contrib import admin
from django.urls import include, path

from archive.views import accounts

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", accounts.overview, name="account_overview"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("", include("archive.urls")),
]

handler400 = "archive.views.errors.bad_request"
handler403 = "archive.views.errors.forbidden"
handler404 = "archive.views.errors.not_found"
handler429 = "archive.views.errors.too_many_requests"  # asked for by allauth's rate limits
handler500 = "archive.views.errors.server_error"
