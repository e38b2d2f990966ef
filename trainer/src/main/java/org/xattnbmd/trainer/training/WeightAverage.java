package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.Iterator;
import java.util.Map;

/** Keeps one network's parameters at the exponential moving average of another's, batch statistics included. */
final class WeightAverage {

    private final Map<String, Parameter> source;
    private final Map<String, Parameter> average;
    private final double decay;

    WeightAverage(Map<String, Parameter> source, Map<String, Parameter> average, double decay) {
        this.source = source;
        this.average = average;
        this.decay = decay;
        average.values().forEach(p -> p.freeze(true));
    }

    /** Early on the average must forget its random start, hence the ramp. */
    void update(int step) {
        float keep = (float) Math.min(decay, (1.0 + step) / (10.0 + step));
        Iterator<Parameter> averages = average.values().iterator();
        for (Parameter parameter : source.values()) {
            NDArray target = averages.next().getArray();
            if (!parameter.requiresGradient() && parameter.getType() == Parameter.Type.OTHER) {
                continue; // a constant, the same in both networks
            }
            try (NDArray share = parameter.getArray().mul(1 - keep)) {
                target.muli(keep).addi(share);
            }
        }
    }
}
