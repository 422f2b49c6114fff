-- How many model servers are behind a fleet's address; 0 where nobody said.
ALTER TABLE fleets ADD COLUMN replicas integer NOT NULL DEFAULT 0 CHECK (replicas >= 0);

-- Whether requests to a model may share calls.
ALTER TABLE models ADD COLUMN batching text NOT NULL DEFAULT 'on';
