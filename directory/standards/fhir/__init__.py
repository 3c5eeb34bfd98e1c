"""FHIR R4, after IHE mCSD: places as Organization, Location and HealthcareService, sources as VerificationResult."""
