/**
 * Versions: registering them, once and for all, and deleting them; and their REST routes.
 *
 * <p>A version is immutable, so registering it again either says the same, which succeeds, or something different, which is a
 * conflict with the first field that differs named. A number that was deleted is never given out again. The service is safe
 * for several threads; two registrations of one version at once end as one registration and its repetition.
 */
package io.outrigger.metadata.versions;
