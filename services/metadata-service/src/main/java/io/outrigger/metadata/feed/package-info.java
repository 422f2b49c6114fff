/**
 * What happens in the registry, as one sequence: a copy of it in memory and the changes that led there.
 *
 * <p>{@link io.outrigger.metadata.feed.FeedState} is that copy, immutable; {@link io.outrigger.metadata.feed.ChangeFeed} keeps
 * it current with one thread and one connection that listens for notifications and asks for the revision besides, so that a
 * notification that is lost costs a fraction of a second. Watchers and the cache read the state without a lock.
 */
package io.outrigger.metadata.feed;
