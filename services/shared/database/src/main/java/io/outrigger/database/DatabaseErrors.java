package io.outrigger.database;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Set;

/** Tells a database that is away from a statement that is wrong. */
final class DatabaseErrors {

    /** Connection exceptions, lack of resources, operator intervention (shutdown, crash, start-up). */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "53", "57");
    /** A lock that could not be had in time, or only by another's loss; a transaction that was ended because it said nothing for long. */
    private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01", "25P03");

    private DatabaseErrors() {
    }

    /** Whether the cause is that the server cannot be used right now. */
    static boolean isAway(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null
                    && (IN_THE_WAY.contains(sql.getSQLState()) || AWAY_CLASSES.contains(sql.getSQLState().substring(0, 2)))) {
                return true;
            }
        }
        return false;
    }

    /** What a caller is told while the database is away. */
    static ServiceException away(String name, Throwable cause) {
        return new ServiceException(
                ErrorCode.DEPENDENCY_UNAVAILABLE, "The database of the " + name + " cannot be reached at the moment.", cause)
                .retryAfter(Duration.ofSeconds(1));
    }
}
