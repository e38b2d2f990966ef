/**
 * What the estimator needs and nobody else may use: pictures of all kinds to grey pixels, the neck's exposed field, native
 * libraries in a cache of their own, hashes. Not exported from the module; it may change with any version.
 */
package org.xattnbmd.sdk.internal;
