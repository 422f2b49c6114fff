/**
 * The mesh on one machine: a real istiod on the project's own files and real Envoys, in front of the services' jars or of stand-ins that
 * count. What Kubernetes would do is done here by hand: {@code OneMachine} says Services and pods in Istio's words, {@code SecretDiscovery}
 * hands out certificates, {@code RolloutsHand} writes weights and routes, and a hosts file leads each program to its own Envoy. Policy,
 * times, retries and permissions are the files' own, untouched.
 *
 * <p>Classes are for one thread, but for {@code Load}, whose callers share what they call with. All ports are on loopback: a pod has
 * 127.0.1.<i>n</i> for its callers and 127.0.2.<i>n</i> for what it calls.
 */
package io.outrigger.mesh;
