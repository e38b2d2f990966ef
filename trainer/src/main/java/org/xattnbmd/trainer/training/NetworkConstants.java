package org.xattnbmd.trainer.training;

import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.Regressor;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * The numbers of the training split that live inside the network.
 *
 * @param labels mean and sd of BMD, g/cm²
 * @param meanBox mean of the neck boxes, see {@link TrainingData#boxes}
 * @param further the same of each further target's known labels, in its unit
 */
public record NetworkConstants(Moments labels, float[] meanBox, List<Moments> further) {

    /** In standard deviations of a further target's labels: what 0.005 g/cm² is of the spread of BMD among people, 0.14. */
    private static final double SMALLEST_SPREAD = 0.035;

    public NetworkConstants {
        further = List.copyOf(further);
    }

    public static NetworkConstants of(TrainingData train) {
        return new NetworkConstants(
                Moments.of(train.bmd()),
                train.meanBox(),
                IntStream.range(0, train.furtherTargets())
                        .mapToObj(k -> Moments.of(train.further(k)))
                        .toList());
    }

    /** Of the further targets, as the network and their loss take it. */
    List<Regressor.Scale> scales() {
        return further.stream()
                .map(m -> new Regressor.Scale(m.mean(), m.sd(), SMALLEST_SPREAD * m.sd()))
                .toList();
    }

    void apply(XAttnBmd network) {
        set(network, "localizer.mean_size", meanBox[2], meanBox[3]);
        set(network, "regressor.target_mean", (float) labels.mean());
        set(network, "regressor.target_sd", (float) labels.sd());
        set(network, "regressor.further.target_means", each(Regressor.Scale::mean));
        set(network, "regressor.further.target_sds", each(Regressor.Scale::sd));
        set(network, "regressor.further.smallest_spreads", each(Regressor.Scale::smallestSpread));
    }

    private float[] each(ToDoubleFunction<Regressor.Scale> part) {
        float[] values = new float[further.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) part.applyAsDouble(scales().get(k));
        }
        return values;
    }

    /** Sets a constant of the network if its fusion strategy has it. Gradient mode must be off. */
    static void set(XAttnBmd network, String name, float... values) {
        Map<String, Parameter> named = NamedParameters.of(network);
        if (named.containsKey(name)) {
            NamedParameters.set(named.get(name).getArray(), values);
        }
    }
}
