"""Rules on consignments: each a code, its official sentence and its dates around a small pure function."""
