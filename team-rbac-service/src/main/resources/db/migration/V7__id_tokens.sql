-- Who signs out shows the ID token as a hint of whom it is about.
ALTER TABLE oauth2_authorization ADD COLUMN id_token_hash bytea;
CREATE UNIQUE INDEX oauth2_authorization_id_token ON oauth2_authorization (id_token_hash);
