package org.xattnbmd.trainer.training;

import ai.djl.nn.Parameter;
import java.util.Map;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * The numbers of the training split that live inside the network.
 *
 * @param labels mean and sd of BMD, g/cm²
 * @param meanBox mean of the neck boxes, see {@link TrainingData#boxes}
 */
public record NetworkConstants(Moments labels, float[] meanBox) {

    public static NetworkConstants of(TrainingData train) {
        return new NetworkConstants(Moments.of(train.bmd()), train.meanBox());
    }

    void apply(XAttnBmd network) {
        set(network, "localizer.mean_size", meanBox[2], meanBox[3]);
        set(network, "regressor.target_mean", (float) labels.mean());
        set(network, "regressor.target_sd", (float) labels.sd());
    }

    /** Sets a constant of the network if its fusion strategy has it. Gradient mode must be off. */
    static void set(XAttnBmd network, String name, float... values) {
        Map<String, Parameter> named = NamedParameters.of(network);
        if (named.containsKey(name)) {
            NamedParameters.set(named.get(name).getArray(), values);
        }
    }
}
