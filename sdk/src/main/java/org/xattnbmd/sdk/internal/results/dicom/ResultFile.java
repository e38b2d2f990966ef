package org.xattnbmd.sdk.internal.results.dicom;

/** A result as the bytes of a file, with its identifier. */
public record ResultFile(String sopInstanceUid, byte[] bytes) {}
