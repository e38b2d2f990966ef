/**
 * The kinds of JPEG that the JDK does not decode, as they come inside of DICOM: lossless, extended with 12 bits, JPEG-LS.
 */
package org.xattnbmd.sdk.internal.picture.jpeg;
