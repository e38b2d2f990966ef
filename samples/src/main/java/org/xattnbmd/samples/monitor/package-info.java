/** Console application {@link org.xattnbmd.samples.monitor.Monitor}: whether the results of batches drift. */
package org.xattnbmd.samples.monitor;
