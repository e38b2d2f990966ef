/**
 * A Swing window that shows a radiograph, its estimate and where the network looked: {@link Viewer}.
 */
package org.xattnbmd.samples.viewer;
