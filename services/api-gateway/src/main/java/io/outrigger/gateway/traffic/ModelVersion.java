package io.outrigger.gateway.traffic;

/**
 * Whose traffic it is, as the labels of metrics have it.
 *
 * @param version {@code v3}
 */
public record ModelVersion(String model, String version) {
}
