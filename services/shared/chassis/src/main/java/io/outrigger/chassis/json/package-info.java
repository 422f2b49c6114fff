/**
 * The one way in which a document of ours becomes JSON: a record, its components under snake_case names in their order, and what is null
 * left out.
 *
 * <p>Two kinds of JSON are written without a tree, by a generator of their own: tensors, by the codecs of the Open Inference Protocol
 * (in open-inference, and where the gateway puts the times beside them), and log lines. What callers send is read where it is checked,
 * what is stored has a form of its own. Immutable.
 */
package io.outrigger.chassis.json;
