/**
 * Who has changed what: one line of the log for every change that an administrator has made, from whatever edge it came. What was refused
 * or has failed is in the log of requests. Safe for several threads.
 */
package io.outrigger.chassis.audit;
