/** Kubernetes objects for tests, as files have them and as kubectl renders folders of them. */
package io.outrigger.testing.manifests;
