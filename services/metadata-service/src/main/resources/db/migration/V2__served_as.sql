-- What the servers call a version; both null where that is the model's name and the version's number.
ALTER TABLE versions
    ADD COLUMN served_model text,
    ADD COLUMN served_version bigint CHECK (served_version > 0),
    ADD CONSTRAINT served_as_is_whole CHECK ((served_model IS NULL) = (served_version IS NULL));
