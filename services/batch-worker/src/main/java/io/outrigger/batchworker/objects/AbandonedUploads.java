package io.outrigger.batchworker.objects;

import java.time.Instant;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Uploads that nobody will finish, since their worker died: S3 keeps their parts, which no list of objects shows, until it is told. */
final class AbandonedUploads {

    private AbandonedUploads() {
    }

    /** Removes those that began before; returns how many. */
    static int remove(S3Client client, String bucket, Instant before) {
        int removed = 0;
        ListMultipartUploadsRequest next = ListMultipartUploadsRequest.builder().bucket(bucket).build();
        while (next != null) {
            ListMultipartUploadsRequest request = next;
            ListMultipartUploadsResponse page = ObjectFailures.own(() -> client.listMultipartUploads(request));
            for (MultipartUpload upload : page.uploads()) {
                if (upload.initiated().isBefore(before) && ObjectFailures.own(() -> abort(client, bucket, upload))) {
                    removed++;
                }
            }
            next = Boolean.TRUE.equals(page.isTruncated()) && !page.uploads().isEmpty() ? request.toBuilder()
                    .keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker()).build() : null;
        }
        return removed;
    }

    /** False where it is gone already: finished, or removed by another worker. */
    private static boolean abort(S3Client client, String bucket, MultipartUpload upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
            return true;
        } catch (S3Exception e) {
            if (ObjectFailures.isNotFound(e)) {
                return false;
            }
            throw e;
        }
    }
}
