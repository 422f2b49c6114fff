/** What a caller sends, read once from front to end. */
package io.outrigger.intake.body;
