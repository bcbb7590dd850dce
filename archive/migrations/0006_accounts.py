"""The table of Django's database cache, in which all workers count wrong passwords together.

It is made without a model (Django reads it by name), so that no permission and no content type comes with it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_requests")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.CreateModel(
                    name="CacheEntry",
                    fields=[
                        ("cache_key", models.CharField(max_length=255, primary_key=True)),
                        ("value", models.TextField()),
                        ("expires", models.DateTimeField(db_index=True)),
                    ],
                    options={"db_table": "archive_cache"},
                )
            ]
        )
    ]
