package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.store.ChunkLines;

/** That each row of a chunk has its line, and where these are. */
record ChunkEnd(ChunkId chunk, Event.ChunkDone event, ChunkLines results, ChunkLines errors) {
}
