package io.outrigger.batchworker.objects;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The worker's own bucket. */
final class ObjectBucket {

    /** The region in which a bucket is made by saying nothing; to name it is an error there. */
    private static final String UNNAMED_REGION = "us-east-1";

    private ObjectBucket() {
    }

    /** Returns when it is there; true when it had to be made. */
    static boolean ensure(S3Client client, String bucket, String region) {
        try {
            client.headBucket(head -> head.bucket(bucket));
            return false;
        } catch (S3Exception e) {
            if (!ObjectFailures.isNotFound(e)) {
                throw e;
            }
        }
        try {
            CreateBucketConfiguration place = CreateBucketConfiguration.builder().locationConstraint(region).build();
            client.createBucket(create -> create.bucket(bucket).createBucketConfiguration(region.equals(UNNAMED_REGION) ? null : place));
            return true;
        } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException madeMeanwhile) {
            return false;
        }
    }
}
