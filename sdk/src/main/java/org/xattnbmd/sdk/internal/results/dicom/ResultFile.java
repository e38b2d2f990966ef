package org.xattnbmd.sdk.internal.results.dicom;

/** A result as the bytes of a file, with its identifier and how it is written. */
public record ResultFile(String sopInstanceUid, String transferSyntaxUid, byte[] bytes) {}
