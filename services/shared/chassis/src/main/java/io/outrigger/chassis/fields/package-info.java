/** JSON of a caller's, read field by field, each with its limit and a sentence for whatever may be wrong with it. Not thread-safe. */
package io.outrigger.chassis.fields;
