package io.outrigger.openinference.wire;

/** What routing needs of a request; each is empty where the request does not say. */
public record RequestHead(String modelName, String modelVersion, String id) {
}
