/**
 * JPEG 2000 (ITU-T T.800, ISO/IEC 15444-1) from codestream to sample values, without any native library. Written here because the
 * decoder in Java that there is (JJ2000) has no OSI licence, is no longer maintained and leaves detail out of broken streams.
 */
package org.xattnbmd.sdk.internal.picture.jpeg2000;
