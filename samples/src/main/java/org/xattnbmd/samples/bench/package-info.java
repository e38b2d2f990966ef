/**
 * Latency, throughput, memory and cold start of an estimator on this machine: {@link Bench}.
 */
package org.xattnbmd.samples.bench;
