/**
 * Aliases: movable names for versions, moved by compare-and-swap; and their REST routes.
 *
 * <p>Moving an alias is how traffic moves, so a move says which state it starts from (If-Match) and of several that start from
 * the same one exactly one wins. The service is safe for several threads.
 */
package io.outrigger.metadata.aliases;
