/**
 * Weights on disk: {@link Safetensors} and the names under which a network's parameters are kept ({@link NamedParameters}).
 */
package org.xattnbmd.trainer.checkpoint;
