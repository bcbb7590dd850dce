"""Giving readers more access is an action that can take two people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_sealing")]
    operations = [
        migrations.AlterField(
            model_name="proposedaction",
            name="code",
            field=models.CharField(
                choices=[
                    ("publish", "Publish"),
                    ("unseal", "Show a sealed original"),
                    ("erase", "Erase"),
                    ("loosen", "Give readers more access"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
    ]
