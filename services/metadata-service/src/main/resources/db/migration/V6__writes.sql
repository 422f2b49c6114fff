-- What tells one history of this registry from another. A database that was restored from an older copy has the same identity and counts
-- on from a revision that it has had before; but each write draws an id, so revision and id together are found in one history only.
ALTER TABLE changes ADD COLUMN write_id uuid NOT NULL DEFAULT gen_random_uuid();

-- The same for keys and limits, which have no log: one row for each write, the newest few thousand.
CREATE TABLE access_writes (
    revision bigint PRIMARY KEY,
    write_id uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO access_writes (revision) SELECT revision FROM access_head WHERE revision > 0;
