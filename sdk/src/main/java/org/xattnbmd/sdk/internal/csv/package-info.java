/** Reads comma-separated values; knows nothing of exams. */
package org.xattnbmd.sdk.internal.csv;
