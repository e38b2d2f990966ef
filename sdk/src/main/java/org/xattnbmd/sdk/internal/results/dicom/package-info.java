/** Estimates as DICOM objects: structured report, secondary capture, presentation state, encapsulated PDF. */
package org.xattnbmd.sdk.internal.results.dicom;
