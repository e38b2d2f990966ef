/**
 * DICOM files, as far as projection radiographs need them: {@link DicomFile} is the way in, {@link DicomHeader} what a file says of
 * its picture, {@link SubjectFacts} what of the person a model may use. Not exported from the module.
 */
package org.xattnbmd.sdk.internal.picture.dicom;
