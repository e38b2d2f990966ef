/**
 * Native libraries on their way into the host: unpacked once, checked, loaded without changing anything of the host;
 * what this machine has of CUDA and of instruction sets.
 */
package org.xattnbmd.sdk.internal.natives;
