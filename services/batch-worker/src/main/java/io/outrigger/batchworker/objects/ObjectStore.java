package io.outrigger.batchworker.objects;

import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * The worker's objects, and those that callers name.
 *
 * <p>The worker may start before the store does. The bucket is looked for until it is there, and made when it is missing, and so every few
 * seconds from then on: one line of the log tells when the store goes and another when it is back. Whatever else fails is a
 * DEPENDENCY_UNAVAILABLE to whom it concerns.
 */
public final class ObjectStore implements AutoCloseable {

    /** A length that is as much as there is. */
    public static final long TO_THE_END = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);
    private static final Backoff BUCKET_BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2), 0.2);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);
    private static final int DELETED_AT_ONCE = 1_000;

    private final ObjectConfig config;
    private final InstantSource clock;
    private final S3Client client;
    private final ForeignAddresses foreign;
    private final BackgroundLoop caretaker;
    private volatile boolean ready;

    private ObjectStore(ObjectConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.client = ObjectClients.open(config);
        this.foreign = new ForeignAddresses(config.inputBuckets());
        this.caretaker = BackgroundLoop.start("looking after the bucket " + config, BUCKET_BACKOFF, this::lookAfter);
    }

    /** Starts to look for the bucket; it waits for nothing. */
    public static ObjectStore open(ObjectConfig config) {
        return open(config, InstantSource.system());
    }

    static ObjectStore open(ObjectConfig config, InstantSource clock) {
        return new ObjectStore(config, clock);
    }

    private Optional<Duration> lookAfter() {
        if (ObjectBucket.ensure(client, config.bucket(), config.region())) {
            LOG.info("the bucket {} is made", config);
        }
        ready = true;
        return Optional.of(LOOK_AGAIN);
    }

    /** Why nothing can be stored yet; empty once the bucket has been there. */
    public Optional<String> notReadyReason() {
        return ready ? Optional.empty() : Optional.of("the bucket " + config + " has not been reached yet");
    }

    /** An object of the worker's own. */
    public ObjectAddress own(String key) {
        return new ObjectAddress(config.bucket(), key);
    }

    /** The object that a caller names, if callers may name it; INPUT_NOT_ALLOWED otherwise. */
    public ObjectAddress foreign(String uri) {
        return foreign.read(uri);
    }

    /** Writes a small object, in place of one of that key that may be there. */
    public StoredObject put(String key, byte[] bytes) {
        try (ObjectUpload upload = upload(key)) {
            upload.write(bytes, 0, bytes.length);
            return upload.finish();
        }
    }

    /** Writes an object of any size. */
    public ObjectUpload upload(String key) {
        return new ObjectUpload(client, own(key));
    }

    /**
     * Reads a part of an object; FILE_NOT_FOUND where there is none, RANGE_NOT_SATISFIABLE where it begins behind the end.
     *
     * @param length or less, where the object ends before
     */
    public ObjectRead read(ObjectAddress address, long offset, long length) {
        if (length == 0) {
            return nothing(address, offset);
        }
        String last = length > TO_THE_END - offset ? "" : Long.toString(offset + length - 1);
        String range = offset == 0 && length == TO_THE_END ? null : "bytes=" + offset + "-" + last;
        try {
            return ObjectFailures.reading(address, isOwn(address), () -> ObjectRead.of(client.getObject(
                    object -> object.bucket(address.bucket()).key(address.key()).range(range))));
        } catch (ServiceException e) {
            if (e.code() == ErrorCode.RANGE_NOT_SATISFIABLE) {
                return nothing(address, offset);
            }
            throw e;
        }
    }

    /** What S3 has no words for: no bytes, and the place behind the last one. */
    private ObjectRead nothing(ObjectAddress address, long offset) {
        long bytes = size(address).orElseThrow(() -> ObjectFailures.missing(address, isOwn(address)));
        if (offset > bytes) {
            throw new ServiceException(ErrorCode.RANGE_NOT_SATISFIABLE,
                    "The object has " + bytes + " bytes, and none at " + offset + ".");
        }
        return ObjectRead.nothing(bytes);
    }

    /** How many bytes it has; empty where there is none. */
    public OptionalLong size(ObjectAddress address) {
        try {
            return OptionalLong.of(ObjectFailures.reading(address, isOwn(address), () -> client.headObject(
                    object -> object.bucket(address.bucket()).key(address.key())).contentLength()));
        } catch (ServiceException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** Deletes objects of the worker's own; those that are not there are no failure. */
    public void delete(List<String> keys) {
        for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
            List<ObjectIdentifier> some = keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE)).stream()
                    .map(key -> ObjectIdentifier.builder().key(key).build()).toList();
            DeleteObjectsResponse answer = ObjectFailures.own(() -> client.deleteObjects(
                    delete -> delete.bucket(config.bucket()).delete(Delete.builder().objects(some).quiet(true).build())));
            if (answer.hasErrors() && !answer.errors().isEmpty()) {
                throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE,
                        "The object store did not delete " + answer.errors().size() + " of " + some.size() + " objects.");
            }
        }
    }

    /**
     * The worker's objects whose keys begin so, a page of them.
     *
     * @param after the key behind which the page begins; empty for the first
     */
    public ObjectPage list(String prefix, String after) {
        ListObjectsV2Response page = ObjectFailures.own(() -> client.listObjectsV2(
                list -> list.bucket(config.bucket()).prefix(prefix).startAfter(after.isEmpty() ? null : after)));
        List<ObjectPage.Entry> entries = page.contents().stream()
                .map(object -> new ObjectPage.Entry(object.key(), object.size(), object.lastModified())).toList();
        boolean more = Boolean.TRUE.equals(page.isTruncated()) && !entries.isEmpty();
        return new ObjectPage(entries, more ? Optional.of(entries.getLast().key()) : Optional.empty());
    }

    /**
     * Removes what was sent of objects of the worker's own that are not finished; returns how many there were.
     *
     * @param age since they were begun, by the store's clock: longer than any upload takes, since who still writes one then fails
     */
    public int removeAbandonedUploads(Duration age) {
        return AbandonedUploads.remove(client, config.bucket(), clock.instant().minus(age));
    }

    private boolean isOwn(ObjectAddress address) {
        return address.bucket().equals(config.bucket());
    }

    @Override
    public void close() {
        caretaker.close();
        client.close();
    }
}
