package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.GiveBack;
import java.util.Optional;

/** Sends the rows of one chunk, in its order; a row's line is there when the sender has finished, unless it gave up. */
interface RowSender extends AutoCloseable {

    /** Sends a row, or keeps it for a while to send it with others; waits while as much is under way as may be. */
    void send(PreparedRow row);

    /** Sends what is left, and waits for all of it. */
    void finish();

    /** Gives up: the rows cannot be run now. */
    void notNow();

    /** Why it gave up. */
    Optional<GiveBack> givenBack();

    /** Returns when nothing is under way any more. */
    @Override
    void close();
}
