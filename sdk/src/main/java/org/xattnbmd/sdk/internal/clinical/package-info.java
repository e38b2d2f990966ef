/**
 * What clinical values and BMD mean: units, plausible combinations, reference populations, T- and Z-scores.
 */
package org.xattnbmd.sdk.internal.clinical;
