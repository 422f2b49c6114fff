/**
 * Files at the edge, in OpenAI's shapes: {@code /v1/files}, for inputs of jobs and for what jobs have answered.
 *
 * <p>An upload goes on to the worker as it comes, never whole in memory: a piece is read from the client when the worker has taken the one
 * before it. Safe for several threads.
 */
package io.outrigger.gateway.files;
