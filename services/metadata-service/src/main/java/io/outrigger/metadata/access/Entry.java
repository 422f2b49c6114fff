package io.outrigger.metadata.access;

import io.outrigger.metadata.keys.ApiKey;
import io.outrigger.metadata.limits.Limit;

/** A key or a limit among all that watchers are told of. */
sealed interface Entry {

    /** Of the write that made it what it is. */
    long revision();

    /** What it is about: a later entry of the same takes its place. */
    Object subject();

    /** Whether it only says that something is no more. */
    boolean isOver();

    record OfKey(ApiKey key) implements Entry {

        @Override
        public long revision() {
            return key.revision();
        }

        @Override
        public Object subject() {
            return key.id();
        }

        @Override
        public boolean isOver() {
            return key.isRevoked();
        }
    }

    record OfLimit(Limit limit) implements Entry {

        @Override
        public long revision() {
            return limit.revision();
        }

        @Override
        public Object subject() {
            return limit.limited();
        }

        @Override
        public boolean isOver() {
            return limit.deleted();
        }
    }
}
