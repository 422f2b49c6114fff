package io.outrigger.gateway.status;

/** A version as the servers of a fleet know it. */
record ServedVersion(String fleet, String model, String version) {
}
