package io.outrigger.batchworker.rows;

/**
 * The model that a line names.
 *
 * @param version a version or an alias; empty where the line names none
 */
public record NamedModel(String model, String version) {
}
