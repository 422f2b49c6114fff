/**
 * The lines of a job: its input is read line by line and cut into chunks, a line is read as a row, and a row's answer or error is
 * written as a line.
 *
 * <p>An input may be larger than any memory and as wrong as a file can be, so it is only ever a stream, a line has a limit, and what is
 * wrong with one line is that line's error and nobody else's. {@link io.outrigger.batchworker.rows.InputCut} and
 * {@link io.outrigger.batchworker.rows.RowReader} find a line's custom_id by the same code, or a duplicate could be missed.
 */
package io.outrigger.batchworker.rows;
