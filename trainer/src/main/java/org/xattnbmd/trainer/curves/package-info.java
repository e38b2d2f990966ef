/** Curves of numbers over steps as other programs read them, {@link org.xattnbmd.trainer.curves.EventFile}; knows no training. */
package org.xattnbmd.trainer.curves;
