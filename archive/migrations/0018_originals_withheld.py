"""That originals are withheld because someone protected was entered in an account is entered in the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0017_protected_parts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ledgerentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("submitted", "Submitted for review"),
                    ("returned", "Returned"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                    ("restored", "Restored"),
                    ("erased", "Erased"),
                    ("access_set", "Access set"),
                    ("consent_recorded", "Consent recorded"),
                    ("consent_revoked", "Consent taken back"),
                    ("redacted", "Redacted"),
                    ("redaction_lifted", "Redaction lifted"),
                    ("originals_withheld", "Originals withheld: someone protected was entered"),
                    ("unsealed", "Original looked at"),
                    ("identity_protected", "Identity protected"),
                    ("identity_revealed", "Identity revealed"),
                    ("identity_unsealed", "Identity looked at"),
                    ("granted", "Access granted"),
                    ("grant_revoked", "Grant revoked"),
                    ("grant_end_set", "Grant's end set"),
                    ("request_declined", "Request declined"),
                    ("preview_given", "Preview link given"),
                    ("preview_revoked", "Preview link revoked"),
                    ("merged", "Merged"),
                    ("loaded", "Loaded as published"),
                    ("proposed", "Asked for; a second person decides"),
                    ("confirmed", "Confirmed by a second person"),
                    ("declined", "Declined by a second person"),
                    ("replayed", "Ledger replayed on a restored backup"),
                    ("reason_refused", "Reason refused: it repeats what is sealed"),
                    ("reasons_erased", "Reasons erased"),
                ],
                max_length=20,
            ),
        ),
    ]
