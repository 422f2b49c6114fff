/** What guards mesh/ and gitops/: they are rendered as Argo CD renders them, and held against policies, the real kinds, and the code. */
package io.outrigger.delivery;
