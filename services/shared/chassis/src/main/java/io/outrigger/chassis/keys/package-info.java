/**
 * API keys as those take them who face callers: how one is written, hashed and looked up, and when it was used. Where keys are kept is
 * their user's affair. Safe for several threads.
 */
package io.outrigger.chassis.keys;
