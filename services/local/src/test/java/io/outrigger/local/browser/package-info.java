/** A real browser without a screen, driven by its own protocol over a WebSocket: what a page does there is what people see. */
package io.outrigger.local.browser;
