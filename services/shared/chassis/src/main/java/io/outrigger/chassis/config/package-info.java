/**
 * Settings from the environment, typed and checked before anything starts.
 *
 * <p>Every service has one record of settings that is built from {@link io.outrigger.chassis.config.Settings}; wrong values
 * are all reported together and {@code --help} prints what exists. Used by one thread, at start.
 */
package io.outrigger.chassis.config;
