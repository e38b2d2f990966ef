/**
 * Element types and axis lengths of every value, from the graph alone: {@link Inference} walks the nodes and asks each
 * operator for its rules. A rule that contradicts what a file says is a finding, not a crash.
 */
package org.xattnbmd.exporter.internal.infer;
