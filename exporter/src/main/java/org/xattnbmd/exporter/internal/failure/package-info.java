/** The one exception that is thrown inside the library, {@link Failure}; knows no other package. */
package org.xattnbmd.exporter.internal.failure;
