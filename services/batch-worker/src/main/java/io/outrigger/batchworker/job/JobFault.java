package io.outrigger.batchworker.job;

/**
 * Why a job as a whole failed.
 *
 * @param code machine-readable, as a request's failure has it
 * @param param the field of the request that is at fault; empty where it is none
 * @param line of the input, from 1; 0 where it is no line
 */
public record JobFault(String code, String message, String param, long line) {
}
