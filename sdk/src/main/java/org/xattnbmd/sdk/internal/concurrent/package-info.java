/**
 * Threads at work: a task in the background, helpers for rows, signals and timers that stop a call. Knows nothing
 * else of the SDK.
 */
package org.xattnbmd.sdk.internal.concurrent;
