package io.outrigger.database;

/**
 * A service's tables: several services may keep theirs in one database without knowing of each other.
 *
 * @param name what the tables hold, in a word, for logs and for callers
 * @param folder of the migrations on the class path
 * @param historyTable where Flyway notes which of them are done
 */
public record Schema(String name, String folder, String historyTable) {
}
