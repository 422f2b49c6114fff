/**
 * Runs the rows of a chunk: lines in, calls of the model-router, lines out.
 *
 * <p>{@link io.outrigger.batchworker.run.ChunkRun} is the door. Rows go several in a call, as many as the model takes at once, and a few
 * calls at a time; what is in memory is those, the lines that came of the others, and the one line that is being read. A call that fails
 * for what is in it is made again row by row, so one bad row is alone with its error. What fails for no fault of the rows is no error of
 * theirs: the chunk is given back. Everything is done on the thread of the caller and on virtual threads that end before it returns.
 */
package io.outrigger.batchworker.run;
