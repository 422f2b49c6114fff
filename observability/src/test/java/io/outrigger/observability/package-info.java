/**
 * What holds dashboards, rules, monitors and the services' code together: every name that a query has exists, everything that is handed out
 * is asked for, and a real Prometheus beside a running platform answers all of it.
 */
package io.outrigger.observability;
