package io.outrigger.batchworker.objects;

import io.outrigger.chassis.digest.Sha256;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object that is written as it comes; it is there when it is finished, whole, or not at all. For one thread.
 *
 * <p>What comes is kept until it makes a part, so an object smaller than one is put in a single call. At most one part is in memory.
 */
public final class ObjectUpload implements AutoCloseable {

    static final int PART_BYTES = 8 << 20;
    private static final int FIRST_BUFFER_BYTES = 64 << 10;
    private static final int PARTS_MAX = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(ObjectUpload.class);

    private final S3Client client;
    private final ObjectAddress address;
    private final MessageDigest digest = Sha256.begin();
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int buffered;
    private long bytes;
    /** Null until there is more than one part. */
    private String uploadId;
    private boolean finished;

    ObjectUpload(S3Client client, ObjectAddress address) {
        this.client = client;
        this.address = address;
    }

    /** Takes more of it; returns when there is room for it, which may be after a part has been sent. */
    public void write(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == PART_BYTES) {
                sendPart();
            }
            int taken = Math.min(left, PART_BYTES - buffered);
            makeRoom(taken);
            System.arraycopy(source, from, buffer, buffered, taken);
            buffered += taken;
            from += taken;
            left -= taken;
        }
        digest.update(source, offset, length);
        bytes += length;
    }

    private void makeRoom(int more) {
        if (buffered + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(PART_BYTES, Math.max(buffer.length * 2, buffered + more)));
        }
    }

    private void sendPart() {
        if (parts.size() == PARTS_MAX) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "An object may have " + ((long) PARTS_MAX * PART_BYTES >> 30) + " GiB at most.");
        }
        if (uploadId == null) {
            uploadId = ObjectFailures.own(() -> client.createMultipartUpload(begin -> begin.bucket(address.bucket()).key(address.key()))
                    .uploadId());
        }
        int number = parts.size() + 1;
        String tag = ObjectFailures.own(() -> client.uploadPart(
                part -> part.bucket(address.bucket()).key(address.key()).uploadId(uploadId).partNumber(number),
                Bodies.of(buffer, buffered)).eTag());
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        buffered = 0;
    }

    /** Makes the object be there. */
    public StoredObject finish() {
        if (uploadId == null) {
            ObjectFailures.own(() -> client.putObject(put -> put.bucket(address.bucket()).key(address.key()), Bodies.of(buffer, buffered)));
        } else {
            if (buffered > 0) {
                sendPart();
            }
            ObjectFailures.own(() -> client.completeMultipartUpload(end -> end.bucket(address.bucket()).key(address.key())
                    .uploadId(uploadId).multipartUpload(all -> all.parts(parts))));
        }
        finished = true;
        return new StoredObject(address.key(), bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Unless it is finished, what was sent of it is thrown away, as well as that can be done. */
    @Override
    public void close() {
        if (finished || uploadId == null) {
            return;
        }
        try {
            client.abortMultipartUpload(abort -> abort.bucket(address.bucket()).key(address.key()).uploadId(uploadId));
        } catch (SdkException e) {
            LOG.warn("parts of {} stay in the bucket {}, since they cannot be removed", address.key(), address.bucket());
            LOG.debug("an upload cannot be aborted", e);
        }
    }
}
