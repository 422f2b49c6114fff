-- Jobs, their chunks and what these were answered with. Ids are the hexadecimal digits of the ids that callers see, and begin with the
-- time: the order of ids is the order of age. Words are those of the enums in the code. There are no foreign keys: each chunk of
-- millions would look for its job, and a job is removed in steps, its own row last.

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    state text NOT NULL,
    stop text,
    created_at timestamptz NOT NULL,
    window_end timestamptz NOT NULL,
    error_budget double precision,
    cut_token integer NOT NULL,
    cut_until timestamptz,
    cut_attempts integer NOT NULL,
    cut boolean NOT NULL,
    row_count bigint NOT NULL,
    chunk_count integer NOT NULL,
    answered_chunks integer NOT NULL,
    completed bigint NOT NULL,
    failed bigint NOT NULL,
    result_bytes bigint NOT NULL,
    error_bytes bigint NOT NULL,
    earlier_at timestamptz NOT NULL,
    earlier_rows bigint NOT NULL,
    later_at timestamptz NOT NULL,
    later_rows bigint NOT NULL,
    in_progress_at timestamptz,
    finalizing_at timestamptz,
    cancelling_at timestamptz,
    ended_at timestamptz,
    -- What it is for. Until the model is resolved, model and version are as the submitter named them.
    model text NOT NULL,
    version text NOT NULL,
    digest text NOT NULL,
    resolved boolean NOT NULL,
    priority smallint NOT NULL,
    input text NOT NULL CHECK (input IN ('INLINE', 'OBJECT', 'FAILED_ROWS')),
    input_bucket text,
    input_key text,
    input_file uuid,
    input_uri text,
    parent uuid,
    completion_window_s bigint NOT NULL,
    output_expires_after_s bigint NOT NULL,
    concurrency integer NOT NULL,
    endpoint text NOT NULL,
    webhook_url text,
    allowed_models text[],
    -- The span of the submission, to which those of its chunks are linked.
    traceparent text,
    -- json and not jsonb: that takes every text there is.
    metadata json NOT NULL,
    faults json NOT NULL,
    -- Never after the first of its waiting chunks may go into the queue, and null only while none waits.
    plan_at timestamptz,
    -- When an ended job goes; null before.
    removed_at timestamptz,
    -- Nobody sees it any more, and it is removed piece by piece.
    deleted boolean NOT NULL DEFAULT false
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

CREATE INDEX jobs_of_tenant ON jobs (tenant, id) WHERE NOT deleted;
CREATE INDEX jobs_of_state ON jobs (tenant, state, id) WHERE NOT deleted;
CREATE INDEX jobs_of_model ON jobs (tenant, model, state, id) WHERE NOT deleted;
-- In the order in which a tenant's jobs are considered; the time is in the index so that those put off are passed over in it.
CREATE INDEX jobs_to_plan ON jobs (tenant, (stop IS NULL), priority DESC, window_end, id, plan_at) WHERE plan_at IS NOT NULL;
CREATE INDEX jobs_to_cut ON jobs (id) WHERE NOT cut AND ended_at IS NULL;
CREATE INDEX jobs_open ON jobs (window_end, id) WHERE ended_at IS NULL;
CREATE INDEX jobs_by_input_file ON jobs (input_file) WHERE input_file IS NOT NULL;
CREATE INDEX jobs_by_parent ON jobs (parent) WHERE parent IS NOT NULL AND NOT cut AND ended_at IS NULL;
CREATE INDEX jobs_to_remove ON jobs (removed_at) WHERE removed_at IS NOT NULL AND NOT deleted;
CREATE INDEX jobs_deleted ON jobs (id) WHERE deleted;

-- Small input that came with the request.
CREATE TABLE job_inputs (
    job_id uuid PRIMARY KEY,
    lines bytea NOT NULL
);

CREATE TABLE chunks (
    job_id uuid NOT NULL,
    index integer NOT NULL,
    row_count integer NOT NULL,
    state text NOT NULL,
    since timestamptz NOT NULL,
    token integer NOT NULL,
    leased_until timestamptz,
    attempts integer NOT NULL,
    queued_times integer NOT NULL,
    put_off_times integer NOT NULL,
    -- Where its lines lie in the input.
    input_offset bigint NOT NULL,
    input_bytes bigint NOT NULL,
    first_line bigint NOT NULL,
    duplicate_lines integer[],
    -- Of a done one: how many of the job were done before it, and where its lines lie in what the job has answered. A key is that of an
    -- object; where there is none, the lines are in chunk_outputs.
    sequence integer,
    result_bytes bigint,
    result_end bigint,
    result_sha256 bytea,
    result_key text,
    error_bytes bigint,
    error_end bigint,
    error_sha256 bytea,
    error_key text,
    PRIMARY KEY (job_id, index)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX chunks_waiting ON chunks (job_id, since, index) WHERE state = 'WAITING';
-- In the queue or leased: as many as may be in flight, so it is read as a whole by whoever looks for late ones.
CREATE INDEX chunks_in_flight ON chunks (job_id, index) INCLUDE (row_count) WHERE state IN ('QUEUED', 'LEASED');
CREATE INDEX chunks_results ON chunks (job_id, result_end) WHERE result_bytes > 0;
CREATE INDEX chunks_errors ON chunks (job_id, error_end) WHERE error_bytes > 0;
CREATE INDEX chunks_in_objects ON chunks (job_id, index) WHERE result_key IS NOT NULL OR error_key IS NOT NULL;

-- Small results and errors; large ones are objects.
CREATE TABLE chunk_outputs (
    job_id uuid NOT NULL,
    index integer NOT NULL,
    results bytea,
    errors bytea,
    PRIMARY KEY (job_id, index)
);

CREATE TABLE files (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    filename text NOT NULL,
    purpose text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz
);
CREATE INDEX files_of_tenant ON files (tenant, id);
CREATE INDEX files_expiring ON files (expires_at) WHERE expires_at IS NOT NULL;

-- Which request made which job, for as long as the job is there.
CREATE TABLE submissions (
    tenant text NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    job_id uuid NOT NULL,
    PRIMARY KEY (tenant, key)
);
CREATE INDEX submissions_of_job ON submissions (job_id);

-- Ends of jobs that somebody is still to be told of.
CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    job_id uuid NOT NULL,
    url text NOT NULL,
    body bytea NOT NULL,
    tries integer NOT NULL,
    due_at timestamptz NOT NULL
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at);
