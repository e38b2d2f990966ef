package org.xattnbmd.exporter.internal.precision;

import java.util.List;
import java.util.Set;

/**
 * How a model is quantised. Immutable.
 *
 * @param activations how activations become integers
 * @param ranges how activation ranges are chosen where they are chosen beforehand
 * @param equalization the share of an activation's differences between channels that goes into the weights; 0 for none
 * @param perChannelWeights one scale per output channel of a weight instead of one in all
 * @param exact a layout in which no sum can saturate instead of full ranges
 * @param operators names of the operators to quantise
 * @param excludedNodes beginnings of node names that stay in float32
 * @param rules what is said of single layers, the later the more it counts
 * @param limits what the result must keep to
 */
public record Int8Settings(
        ActivationForm activations,
        RangeChoice ranges,
        double equalization,
        boolean perChannelWeights,
        boolean exact,
        Set<String> operators,
        Set<String> excludedNodes,
        List<LayerRule> rules,
        Limits limits) {

    /**
     * What the result must keep to.
     *
     * @param accuracyBudget largest root mean square error of any output, relative to the output's own
     * @param minimumSpeedup how many times as fast as float32 it must be; 0 skips measuring
     * @param threads threads for measuring
     */
    public record Limits(double accuracyBudget, double minimumSpeedup, int threads) {}
}
