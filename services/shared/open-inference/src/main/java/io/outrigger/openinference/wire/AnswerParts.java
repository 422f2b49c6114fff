package io.outrigger.openinference.wire;

import io.outrigger.proto.inference.ModelInferResponse;

/**
 * A ModelInferResponse whose tensor data stays in the bytes that came.
 *
 * @param head everything but the raw contents
 * @param raws where the raw contents lie, one after the other
 */
public record AnswerParts(ModelInferResponse head, FieldPlaces raws) {
}
