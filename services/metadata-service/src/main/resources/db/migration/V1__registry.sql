-- The model registry. Every change to it goes through one row of "registry", which is locked first and counted up, so that
-- revisions become visible in their order and a reader that has seen revision n has seen everything before it.

CREATE TABLE registry (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    revision bigint NOT NULL DEFAULT 0
);
INSERT INTO registry DEFAULT VALUES;

CREATE TABLE fleets (
    name text PRIMARY KEY,
    address text NOT NULL,
    mesh boolean NOT NULL,
    revision bigint NOT NULL
);
INSERT INTO fleets VALUES ('default', '', false, 0);

CREATE TABLE models (
    name text PRIMARY KEY,
    description text NOT NULL,
    default_alias text NOT NULL,
    strategy text NOT NULL,
    revision bigint NOT NULL
);

CREATE TABLE versions (
    model text NOT NULL REFERENCES models ON DELETE CASCADE,
    number bigint NOT NULL CHECK (number > 0),
    framework text NOT NULL,
    artifact_sha256 text,
    signature jsonb NOT NULL,
    adapter jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (model, number)
);

CREATE TABLE version_fleets (
    model text NOT NULL,
    number bigint NOT NULL,
    fleet text NOT NULL REFERENCES fleets,
    PRIMARY KEY (model, number, fleet),
    FOREIGN KEY (model, number) REFERENCES versions ON DELETE CASCADE
);
CREATE INDEX version_fleets_by_fleet ON version_fleets (fleet);

-- No cascade from versions: a version that an alias points at cannot go, whatever the code above believes.
CREATE TABLE aliases (
    model text NOT NULL REFERENCES models ON DELETE CASCADE,
    name text NOT NULL,
    version bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (model, name),
    FOREIGN KEY (model, version) REFERENCES versions
);

-- Numbers of deleted versions; they outlive the model, because caches and logs out there remember "m v1" as one thing.
CREATE TABLE retired_versions (
    model text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (model, number)
);

-- What changed, one row for each revision, the newest few thousand: what a watcher that was away has missed.
CREATE TABLE changes (
    revision bigint PRIMARY KEY,
    entity text NOT NULL CHECK (entity IN ('model', 'fleet')),
    name text NOT NULL
);
