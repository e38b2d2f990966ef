/** Cuts a failing model down to the part that fails. */
package org.xattnbmd.exporter.internal.reduce;
