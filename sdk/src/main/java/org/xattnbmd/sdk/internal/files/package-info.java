/**
 * Files that are known by their SHA-256.
 */
package org.xattnbmd.sdk.internal.files;
