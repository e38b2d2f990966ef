/**
 * How an exported model behaves on radiographs whose BMD nobody measured: whether it finds the neck, how far estimates of one
 * hip differ, what is warned of. It says nothing of accuracy. All estimates come from the public SDK.
 */
package org.xattnbmd.trainer.plausibility;
