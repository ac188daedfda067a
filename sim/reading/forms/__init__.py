"""What a user may write: the shapes of scenario, law and sweep files, strict and closed.

Unknown keys, loose types and impossible values are refused field by field. Names of partners, streams and acts are
checked against the reference data afterwards.
"""
