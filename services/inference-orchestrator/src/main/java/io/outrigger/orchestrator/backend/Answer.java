package io.outrigger.orchestrator.backend;

import io.outrigger.openinference.wire.WireMessage;

/**
 * What became of one inference that went well.
 *
 * @param message the model server's answer, in the names that the caller used
 * @param version who answered, for labels: {@code v3}, or nothing where nobody says
 */
public record Answer(WireMessage message, String version) {
}
