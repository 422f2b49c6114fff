package io.outrigger.modelserver.statistics;

/**
 * What one version has to do at one moment.
 *
 * @param waiting requests in the queue
 * @param running requests that a worker has taken up
 * @param apart   whether its requests are joined no more, since a trial has shown that they disturb one another
 */
public record ModelLoad(String model, long version, long waiting, long running, boolean apart) {
}
