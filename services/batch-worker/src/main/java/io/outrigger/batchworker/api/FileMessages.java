package io.outrigger.batchworker.api;

import io.outrigger.batchworker.store.StoredFile;
import io.outrigger.proto.jobs.v1.File;

/** Uploaded files in the words of the wire. */
final class FileMessages {

    private FileMessages() {
    }

    static File of(StoredFile file) {
        File.Builder message = File.newBuilder().setId(file.id()).setBytes(file.bytes()).setFilename(file.filename())
                .setPurpose(file.purpose()).setSha256(file.sha256()).setCreatedAt(WireTime.timestamp(file.createdAt()));
        file.expiresAt().map(WireTime::timestamp).ifPresent(message::setExpiresAt);
        return message.build();
    }
}
