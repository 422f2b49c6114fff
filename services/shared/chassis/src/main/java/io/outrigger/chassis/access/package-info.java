/**
 * Who may call what. A service that faces callers has one {@link io.outrigger.chassis.access.AccessTable}; what it does not name is not
 * served. The caller of a request lives in {@link io.grpc.Context}, so that code behind both edges asks the same question the same way.
 */
package io.outrigger.chassis.access;
