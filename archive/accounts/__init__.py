"""How people register, log in and prove who they are; what django-allauth leaves to a site is decided here."""
