/**
 * {@code outrigger models …}: the registry's models, their versions and aliases. A promotion names the state that it changes, so that two
 * people who promote at once do not overwrite each other. For one thread.
 */
package io.outrigger.cli.models;
