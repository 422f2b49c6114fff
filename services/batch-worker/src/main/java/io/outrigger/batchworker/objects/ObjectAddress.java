package io.outrigger.batchworker.objects;

/** Where an object is. */
public record ObjectAddress(String bucket, String key) {

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
