/**
 * From a grey picture to the network's input, as {@link org.xattnbmd.sdk.Preprocessing} describes it.
 */
package org.xattnbmd.sdk.internal.preprocessing;
