"""A second factor beside the password: codes of an app on the phone, and recovery codes on paper (django-otp)."""
