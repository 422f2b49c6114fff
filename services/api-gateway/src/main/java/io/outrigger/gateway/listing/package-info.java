/** Lists at every address that has one: what may be asked for, and the page that is answered. */
package io.outrigger.gateway.listing;
