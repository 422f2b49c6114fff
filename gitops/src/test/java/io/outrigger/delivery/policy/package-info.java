/** The policies themselves: rendered manifests in, sentences out; nothing here knows files or programs. */
package io.outrigger.delivery.policy;
