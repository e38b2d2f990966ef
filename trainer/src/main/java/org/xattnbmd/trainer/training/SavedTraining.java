package org.xattnbmd.trainer.training;

import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** What of a training has to be on disk for it to go on: the network, its moving average and the optimisers' moments. Stateless. */
public final class SavedTraining {

    private static final String NETWORK = "network.";
    private static final String AVERAGE = "average.";

    private SavedTraining() {}

    /** All of it by name. */
    public static Map<String, Tensor> tensors(Block network, Block averaged, List<AdamW> optimizers) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        NamedParameters.values(network).forEach((name, tensor) -> all.put(NETWORK + name, tensor));
        NamedParameters.values(averaged).forEach((name, tensor) -> all.put(AVERAGE + name, tensor));
        optimizers.forEach(optimizer -> all.putAll(optimizer.state()));
        return all;
    }

    /** Gives both networks what was saved; each optimiser {@linkplain AdamW#restore restores} itself, with its steps. */
    public static void load(Safetensors saved, Block network, Block averaged) {
        NamedParameters.load(network, saved.part(NETWORK));
        NamedParameters.load(averaged, saved.part(AVERAGE));
    }
}
