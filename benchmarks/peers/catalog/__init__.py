"""The models that the plain DRF and the django-ninja peer share: a directory as one would write it on a first day."""
