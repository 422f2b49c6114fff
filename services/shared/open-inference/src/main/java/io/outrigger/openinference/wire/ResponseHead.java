package io.outrigger.openinference.wire;

/** Who answered; each is empty where the answer does not say. */
public record ResponseHead(String modelName, String modelVersion, String id) {
}
