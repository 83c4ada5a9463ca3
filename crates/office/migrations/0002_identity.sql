-- When somebody of the office last saw who a member or a merchant is; none while nobody has. The papers are elsewhere.
ALTER TABLE contacts ADD COLUMN identity_verified_at BIGINT;
