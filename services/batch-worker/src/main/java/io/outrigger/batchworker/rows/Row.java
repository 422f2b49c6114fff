package io.outrigger.batchworker.rows;

import io.outrigger.intake.body.InferBody;
import java.util.Optional;

/**
 * A line that can be run.
 *
 * @param line its number in the input
 * @param metadata JSON that goes back with the answer
 */
public record Row(long line, String customId, Optional<byte[]> metadata, InferBody body) {
}
