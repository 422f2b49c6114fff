-- How much lies in the queue and how much is at work is counted apart, from the index alone.
DROP INDEX chunks_in_flight;
CREATE INDEX chunks_in_flight ON chunks (job_id, index) INCLUDE (row_count, state) WHERE state IN ('QUEUED', 'LEASED');
