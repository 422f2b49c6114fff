package io.outrigger.gateway.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.outrigger.proto.jobs.v1.File;

/**
 * A file as JSON says it.
 *
 * @param expiresAt null where it stays
 * @param status always the same: a file that is there can be used
 * @param sha256 of the bytes, hexadecimal; null for what a job answers
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record FileDocument(
        String id, String object, long bytes, long createdAt, Long expiresAt, String filename, String purpose, String status,
        String sha256) {

    static FileDocument of(File file) {
        return new FileDocument(file.getId(), "file", file.getBytes(), file.getCreatedAt().getSeconds(),
                file.hasExpiresAt() ? file.getExpiresAt().getSeconds() : null, file.getFilename(), file.getPurpose(), "processed",
                file.getSha256().isEmpty() ? null : file.getSha256());
    }
}
