package io.outrigger.metadata.limits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.Update;

/** The three columns of an {@link Allowance}; null is what is not limited. */
public final class AllowanceColumns {

    private AllowanceColumns() {
    }

    /** Binds all three under the names of the record's components. */
    public static Update bind(Update update, Allowance allowance) {
        return update.bind("requestsPerMinute", boxed(allowance.requestsPerMinute()))
                .bind("burst", boxed(allowance.burst()))
                .bind("rowsPerMinute", boxed(allowance.rowsPerMinute()));
    }

    public static Allowance read(ResultSet row) throws SQLException {
        return new Allowance(value(row, "requests_per_minute"), value(row, "burst"), value(row, "rows_per_minute"));
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static OptionalLong value(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
