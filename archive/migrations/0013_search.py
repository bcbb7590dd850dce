"""The tables of the search index, empty: what is there is indexed after ``migrate`` (see ``archive.index_receivers``)."""

from django.db import migrations, models

SQLITE = [
    "CREATE VIRTUAL TABLE archive_fts_public USING fts5(words, other, content='', tokenize=\"ascii tokenchars '~@-'\")",
    "CREATE VIRTUAL TABLE archive_fts_restricted USING fts5(words, other, content='', "
    "tokenize=\"ascii tokenchars '~@-'\")",
]
EMPTIED = (
    "CREATE TRIGGER archive_{table}_emptied AFTER DELETE ON archive_indexedtext "
    "WHEN NOT EXISTS (SELECT 1 FROM archive_indexedtext) "
    "BEGIN INSERT INTO archive_{table}(archive_{table}) VALUES ('delete-all'); END"
)
"""Whoever empties the table (``flush``) knows nothing of what is matched by: no word of it may stay. A later migration
that makes the table anew, as SQLite does to change a column, must make these anew, too."""
SQLITE += [EMPTIED.format(table=table) for table in ("fts_public", "fts_restricted")]
POSTGRESQL = [
    "ALTER TABLE archive_indexedtext ADD COLUMN tokens tsvector",
    "CREATE INDEX indexed_tokens_public ON archive_indexedtext USING gin (tokens) WHERE is_public",
    "CREATE INDEX indexed_tokens_restricted ON archive_indexedtext USING gin (tokens) WHERE NOT is_public",
]


def create_matching(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_matching(apps, schema_editor):
    """On PostgreSQL the column goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        for table in ("archive_fts_public", "archive_fts_restricted"):
            schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0012_tombstones_of_passages"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("analyser", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="IndexedTestimony",
            fields=[
                ("testimony", models.BigIntegerField(primary_key=True, serialize=False)),
                ("is_public", models.BooleanField(default=False)),
                ("has_restricted", models.BooleanField(default=False)),
                ("length", models.PositiveIntegerField(default=0)),
                ("facets", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["is_public", "length"], name="indexed_lengths")],
            },
        ),
        migrations.CreateModel(
            name="IndexedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("testimony", models.BigIntegerField()),
                ("passage", models.BigIntegerField(null=True)),
                (
                    "part",
                    models.CharField(
                        help_text="passage, or which part of the description: title, abstract.", max_length=10
                    ),
                ),
                ("piece", models.PositiveIntegerField(default=0, help_text="A very long text is cut into pieces.")),
                ("is_public", models.BooleanField()),
                ("length", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=32)),
                ("stream", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["testimony", "is_public", "passage"], name="indexed_texts_of_testimony")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("passage", "piece"), name="passage_indexed_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("passage", None)),
                        fields=("testimony", "part", "piece"),
                        name="description_indexed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=80)),
                ("block", models.PositiveIntegerField()),
                ("entries", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("term", "block"),
                        name="one_posting_per_block",
                        opclasses=["varchar_pattern_ops", "int4_ops"],
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexedName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.BigIntegerField()),
                ("owner", models.CharField(max_length=24)),
                ("word", models.CharField(max_length=80)),
                ("words", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["word"], name="indexed_words_of_names", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["owner"], name="indexed_names_of_owner"),
                ],
                "constraints": [models.UniqueConstraint(fields=("name", "word"), name="name_indexed_once_per_word")],
            },
        ),
        migrations.RunPython(create_matching, drop_matching),
    ]
