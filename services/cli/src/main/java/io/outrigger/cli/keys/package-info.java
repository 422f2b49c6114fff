/** API keys: {@code outrigger keys …}, for the operator. A key itself goes to standard output, once, and nowhere else. */
package io.outrigger.cli.keys;
