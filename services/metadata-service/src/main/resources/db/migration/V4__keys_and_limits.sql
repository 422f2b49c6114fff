-- API keys and limits, which gateways follow by a watch of their own. Their changes are numbered apart from the models', through one row
-- that is locked first and counted up, so that revisions become visible in their order. A key or limit has the revision of the write that
-- made it what it is, and stays when it is over: whoever has everything up to a revision is sent what is above it, and no log is needed.

CREATE TABLE access_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    revision bigint NOT NULL DEFAULT 0
);
INSERT INTO access_head DEFAULT VALUES;

-- The digits of an id begin with its time: the order of ids is that of age. A hash is keyed with a secret that is not here.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    tenant text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- Of before the last rotation, good until then; both null where there is none.
    previous_hash bytea UNIQUE CHECK (length(previous_hash) = 32),
    previous_valid_until timestamptz,
    scopes text[] NOT NULL,
    -- Null: every model.
    models text[],
    -- Null: not limited here.
    requests_per_minute bigint,
    burst bigint,
    rows_per_minute bigint,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz,
    rotated_at timestamptz,
    revoked_at timestamptz,
    -- Written apart from the rest, and no change of the key.
    last_used_at timestamptz,
    revision bigint NOT NULL UNIQUE,
    CONSTRAINT previous_is_whole CHECK ((previous_hash IS NULL) = (previous_valid_until IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX api_keys_of_tenant ON api_keys (tenant, id);

-- Of all requests of a tenant together, or all to a model together.
CREATE TABLE limits (
    kind text NOT NULL CHECK (kind IN ('tenant', 'model')),
    name text NOT NULL,
    requests_per_minute bigint,
    burst bigint,
    rows_per_minute bigint,
    revision bigint NOT NULL UNIQUE,
    deleted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (kind, name)
);
