package io.outrigger.modelserver.statistics;

/**
 * What one version has to do at one moment.
 *
 * @param waiting requests in the queue
 * @param running requests that a worker has taken up
 */
public record ModelLoad(String model, long version, long waiting, long running) {
}
