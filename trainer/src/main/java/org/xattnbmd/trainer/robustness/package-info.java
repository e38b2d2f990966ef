/**
 * How estimates of an exported model change when what goes in is missing, wrong, damaged or from elsewhere, and what the
 * model looks at. All estimates come from the public SDK, as a customer's software would get them.
 */
package org.xattnbmd.trainer.robustness;
