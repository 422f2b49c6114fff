/** PromQL, read far enough to say which metrics and labels an expression names. */
package io.outrigger.observability.promql;
