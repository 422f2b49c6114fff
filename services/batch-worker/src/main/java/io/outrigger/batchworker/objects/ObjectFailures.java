package io.outrigger.batchworker.objects;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What failures of S3 mean to callers; what the store itself says goes to the log alone. */
final class ObjectFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectFailures.class);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private ObjectFailures() {
    }

    /** Makes a call to the worker's own bucket, of which nothing is missing. */
    static <T> T own(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw away(e);
        }
    }

    /** Makes a call that reads an object. */
    static <T> T reading(ObjectAddress address, boolean own, Supplier<T> call) {
        try {
            return call.get();
        } catch (S3Exception e) {
            throw switch (e.statusCode()) {
                case NOT_FOUND -> isBucketMissing(e) && own ? away(e) : missing(address, own);
                case RANGE_NOT_SATISFIABLE -> new ServiceException(ErrorCode.RANGE_NOT_SATISFIABLE,
                        "The object " + name(address, own) + " has no bytes in that range.", e);
                case FORBIDDEN -> own ? away(e) : new ServiceException(ErrorCode.INPUT_NOT_ALLOWED,
                        "input_uri: S3 does not let jobs read " + name(address, false) + ".", e);
                default -> away(e);
            };
        } catch (SdkException e) {
            throw away(e);
        }
    }

    static ServiceException missing(ObjectAddress address, boolean own) {
        return new ServiceException(ErrorCode.FILE_NOT_FOUND, "There is no object " + name(address, own) + ".");
    }

    static boolean isNotFound(S3Exception e) {
        return e.statusCode() == NOT_FOUND;
    }

    static ServiceException away(SdkException e) {
        LOG.debug("S3 failed", e);
        return new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, e instanceof S3Exception
                ? "The object store did not do what it was asked for." : "The object store cannot be reached.", e);
    }

    private static boolean isBucketMissing(S3Exception e) {
        return e.awsErrorDetails() != null && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
    }

    private static String name(ObjectAddress address, boolean own) {
        return Quote.of(own ? address.key() : address.toString());
    }
}
