/**
 * From subjects to estimates: the order of the steps, what the network's numbers mean, and the warnings.
 */
package org.xattnbmd.sdk.internal.estimate;
