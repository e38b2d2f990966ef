/**
 * The network as DJL blocks. Parts that take any picture and any table, {@link ImageEncoder}, {@link TableEncoder}, {@link
 * CrossAttention} or {@link JointTransformer}, and {@link Regressor}, are a library of their own; {@link XAttnBmd} is made of
 * them and a localiser. Its shape is a {@link NetworkConfig}, what it puts out {@link NetworkOutputs}. Knows nothing of cohorts
 * or training.
 */
package org.xattnbmd.trainer.network;
