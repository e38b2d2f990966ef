package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;

/** Keeps one network's parameters at an average of another's over the steps, or the epochs, of its training. */
public final class WeightAverage {

    private final List<FlatParameters> source;
    private final List<FlatParameters> average;
    private final double decay;

    /**
     * @param source what is averaged: what gradients change, then the batch statistics
     * @param average the other network's parameters, by the same names; they will not be trained
     */
    public WeightAverage(List<FlatParameters> source, Map<String, Parameter> average, NDManager manager, double decay) {
        this.source = source;
        this.average =
                source.stream().map(flat -> flat.sameOf(average, manager)).toList();
        this.decay = decay;
    }

    /**
     * Exponential moving average of all. Early on it must forget its random start, hence the ramp.
     *
     * @param step of training, from 1
     */
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

    /**
     * Mean of what gradients change, each state that is added counting as much as another. Batch statistics are left: those of a
     * mean of weights are not the mean of theirs.
     *
     * @param states how many it is of now; 1 begins anew
     */
    void add(int states) {
        NDArray mean = average.get(0).values();
        if (mean != null) {
            try (NDArray change = source.get(0).values().sub(mean)) {
                mean.addi(change.divi(states));
            }
        }
    }

    /** The average's batch statistics. */
    FlatParameters statistics() {
        return average.get(1);
    }
}
