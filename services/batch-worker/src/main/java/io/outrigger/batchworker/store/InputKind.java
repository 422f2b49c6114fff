package io.outrigger.batchworker.store;

/** What the column {@code input} says: one word for each kind of {@link JobInput}. */
enum InputKind {
    INLINE, OBJECT, FAILED_ROWS;

    static InputKind of(JobInput input) {
        return switch (input) {
            case JobInput.InlineInput inline -> INLINE;
            case JobInput.ObjectInput object -> OBJECT;
            case JobInput.FailedRowsOf failed -> FAILED_ROWS;
        };
    }
}
