"""The store: one database for manifests, consignments, outcomes, declarations, documents and the audit chain."""
