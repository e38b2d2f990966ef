/**
 * What calls OpenCV: a package of its own, because a class loader of its own may define {@code OpenCvCalls} ({@code
 * OpenCvClasses}). It knows nothing of the SDK, and takes and gives types of the JDK only.
 */
package org.xattnbmd.sdk.internal.natives.opencv;
