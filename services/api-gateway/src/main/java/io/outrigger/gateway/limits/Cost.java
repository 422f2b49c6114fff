package io.outrigger.gateway.limits;

/**
 * What a request takes out of a bucket.
 *
 * @param shares among how many the bucket is divided; one of them is taken from
 */
record Cost(TokenBucket bucket, long units, int shares) {

    Cost(TokenBucket bucket, long units) {
        this(bucket, units, 1);
    }

    /** The same of one's own share of the bucket. A share is as long empty as the whole, and each unit of it takes longer. */
    Cost of(int sharers) {
        return new Cost(bucket, units, sharers);
    }

    double micros() {
        return units * unitMicros();
    }

    double unitMicros() {
        return bucket.unitMicros() * shares;
    }
}
