/** Writing DICOM: attributes with their value representations, data sets, sequences, Part 10 files, identifiers. */
package org.xattnbmd.sdk.internal.dicom;
