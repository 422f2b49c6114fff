/** {@code GET /health}, open to everybody: up or down and which part is missing, without a word about the inside. Stateless. */
package io.outrigger.gateway.health;
