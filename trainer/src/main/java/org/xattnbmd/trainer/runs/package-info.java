/** Run folders listed and compared, {@link org.xattnbmd.trainer.runs.RunComparison}; trains nothing and changes none of them. */
package org.xattnbmd.trainer.runs;
