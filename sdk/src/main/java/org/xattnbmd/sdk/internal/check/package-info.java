/**
 * The checks of the release gate behind {@link org.xattnbmd.sdk.ModelCheck}: {@link CheckRun} runs them in order on a
 * {@link CheckContext}; each {@link GateCheck} has one question. Not exported from the module.
 */
package org.xattnbmd.sdk.internal.check;
