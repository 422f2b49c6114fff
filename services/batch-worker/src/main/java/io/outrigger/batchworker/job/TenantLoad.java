package io.outrigger.batchworker.job;

/** What is in flight of a tenant's jobs of which nothing waits. */
public record TenantLoad(String tenant, PublishCandidate.Load queued, PublishCandidate.Load leased) {
}
