/**
 * The network as DJL blocks: {@link XAttnBmd} of localiser, image encoder, clinical encoder, fusion and regressor. Its shape is
 * a {@link NetworkConfig}, what it puts out {@link NetworkOutputs}. Knows nothing of cohorts or training.
 */
package org.xattnbmd.trainer.network;
