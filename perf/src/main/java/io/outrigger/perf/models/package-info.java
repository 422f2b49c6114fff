/** Networks with weights by chance, written where they are needed rather than kept in the repository. */
package io.outrigger.perf.models;
