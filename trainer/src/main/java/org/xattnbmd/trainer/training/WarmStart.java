package org.xattnbmd.trainer.training;

import java.util.Map;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FrozenStages;

/**
 * Another run's weights to start from, all of them, its constants included: the network begins as that run's.
 *
 * @param weights by name
 * @param source for the run's record: which weights, and what is kept of them
 * @param frozen what training leaves as it is
 */
public record WarmStart(Map<String, Tensor> weights, String source, FrozenStages frozen) {}
