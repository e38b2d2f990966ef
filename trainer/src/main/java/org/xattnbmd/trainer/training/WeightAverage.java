package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;

/** Keeps one network's parameters at the exponential moving average of another's, batch statistics included. */
public final class WeightAverage {

    private final List<FlatParameters> source;
    private final List<FlatParameters> average;
    private final double decay;

    /**
     * @param source what is averaged
     * @param average the other network's parameters, of the same names in the same order; they will not be trained
     */
    public WeightAverage(List<FlatParameters> source, Map<String, Parameter> average, NDManager manager, double decay) {
        this.source = source;
        this.average = List.of(FlatParameters.trained(average, manager), FlatParameters.statistics(average, manager));
        this.decay = decay;
        average.values().forEach(p -> p.freeze(true));
    }

    /** Early on the average must forget its random start, hence the ramp. */
    public void update(int step) {
        float keep = (float) Math.min(decay, (1.0 + step) / (10.0 + step));
        for (int k = 0; k < source.size(); k++) {
            if (!source.get(k).isEmpty()) {
                try (NDArray share = source.get(k).values().mul(1 - keep)) {
                    average.get(k).values().muli(keep).addi(share);
                }
            }
        }
    }
}
