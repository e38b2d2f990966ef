/**
 * Rewriting graphs without changing what they compute. Each {@link Pass} is one class that states its algebra; {@link Passes}
 * has their order and runs them until nothing changes.
 */
package org.xattnbmd.exporter.internal.pass;
