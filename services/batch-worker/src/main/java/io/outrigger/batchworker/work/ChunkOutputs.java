package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.objects.StoredObject;
import io.outrigger.batchworker.store.ChunkLines;
import io.outrigger.chassis.digest.Sha256;
import java.util.HexFormat;

/**
 * Where the lines of a chunk go: few into the database with the chunk's end, many into an object before it. The object's key has the
 * lease's token, so that whoever has been replaced overwrites nothing.
 */
record ChunkOutputs(ObjectStore objects, int inDatabaseMax) {

    ChunkLines keep(Effect.RunChunk lease, String kind, byte[] lines, boolean small) {
        if (lines.length == 0) {
            return ChunkLines.NONE;
        }
        if (small) {
            return new ChunkLines.InDatabase(lines, HexFormat.of().formatHex(Sha256.of(lines)));
        }
        StoredObject object = objects.put(ObjectKeys.lines(lease.chunk(), lease.token(), kind), lines);
        return new ChunkLines.InObject(object.key(), object.bytes(), object.sha256());
    }
}
