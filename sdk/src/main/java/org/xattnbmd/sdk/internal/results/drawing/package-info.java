/** Pages of text, lines and pictures: pixel by pixel for captures, as PDF for print. Knows nothing of estimates. */
package org.xattnbmd.sdk.internal.results.drawing;
