package io.outrigger.metadata.keys;

import io.outrigger.database.SqlTime;
import io.outrigger.metadata.limits.AllowanceColumns;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A row of the table of keys, read. */
final class KeyRow {

    private KeyRow() {
    }

    static ApiKey key(ResultSet row) throws SQLException {
        var terms = new KeyTerms(row.getString("name"), row.getString("tenant"), texts(row.getArray("scopes")).orElseThrow(),
                texts(row.getArray("models")), AllowanceColumns.read(row), SqlTime.optional(row, "expires_at"));
        var times = new ApiKey.Times(SqlTime.required(row, "created_at"), SqlTime.optional(row, "rotated_at"),
                SqlTime.optional(row, "revoked_at"), SqlTime.optional(row, "last_used_at"));
        return new ApiKey(KeyId.text(row.getObject("id", UUID.class)), terms,
                new KeyPrint(row.getString("prefix"), KeyHash.stored(row.getBytes("hash"))), previous(row), times,
                row.getString("created_by"), row.getLong("revision"));
    }

    private static Optional<ApiKey.Previous> previous(ResultSet row) throws SQLException {
        byte[] hash = row.getBytes("previous_hash");
        return hash == null ? Optional.empty()
                : Optional.of(new ApiKey.Previous(KeyHash.stored(hash), SqlTime.required(row, "previous_valid_until")));
    }

    private static Optional<List<String>> texts(Array column) throws SQLException {
        return column == null ? Optional.empty() : Optional.of(List.of((String[]) column.getArray()));
    }
}
