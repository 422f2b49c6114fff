package io.outrigger.batchworker.store;

import java.util.List;

/**
 * Objects that hold what a job has answered.
 *
 * @param last the chunk that the next page comes after
 */
public record OutputKeys(List<String> keys, int last) {
}
