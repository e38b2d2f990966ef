/**
 * Grey pictures in memory, and the formats that they come in: PNG, JPEG, TIFF, raw pixels.
 */
package org.xattnbmd.sdk.internal.picture;
