-- How much of a model's traffic gateways keep; a share of 0 is none.
ALTER TABLE models
    ADD COLUMN capture_share double precision NOT NULL DEFAULT 0 CHECK (capture_share BETWEEN 0 AND 1),
    ADD COLUMN capture_requests_per_minute integer NOT NULL DEFAULT 60 CHECK (capture_requests_per_minute > 0),
    ADD COLUMN capture_inputs boolean NOT NULL DEFAULT true,
    ADD COLUMN capture_outputs boolean NOT NULL DEFAULT true,
    ADD CONSTRAINT something_is_captured CHECK (capture_inputs OR capture_outputs);
