"""The archive as a Django application."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = "Archive"

    def ready(self) -> None:
        from archive import checks, index_receivers, receivers  # models must be loaded first

        checks.register()
        receivers.connect()
        index_receivers.connect()
