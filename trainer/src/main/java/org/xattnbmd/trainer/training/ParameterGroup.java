package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.EncoderStages;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * Parameters of a network that learn together: a stage of what it sees by, with a rate and a beginning of its own, or all that
 * learns. Native memory is the manager's.
 *
 * @param share of the schedule's learning rate
 * @param opensAfter epochs that must be over before it learns
 * @param optimizer of these parameters; its steps are counted from when they began to learn
 * @param average of these parameters
 */
record ParameterGroup(double share, int opensAfter, AdamW optimizer, WeightAverage average) {

    /**
     * The groups of a network's parameters that it does not keep; first of what is no stage and learns from the first step. If the
     * stages learn alike, one group holds all.
     *
     * @param averaged the network that will hold the average
     */
    static List<ParameterGroup> of(XAttnBmd network, XAttnBmd averaged, NDManager manager, TrainingConfig config) {
        FineTuning tuning = config.fineTuning();
        Map<String, Parameter> averages = NamedParameters.of(averaged);
        Map<Integer, Map<String, Parameter>> byStage = new TreeMap<>();
        NamedParameters.of(network).forEach((name, parameter) -> {
            int stage = EncoderStages.of(name);
            // What is kept never enters optimiser or average, whose arithmetic would round it.
            if (stage == EncoderStages.NONE || stage > network.frozen()) {
                byStage.computeIfAbsent(tuning.byStage() ? stage : EncoderStages.NONE, s -> new LinkedHashMap<>())
                        .put(name, parameter);
            }
        });
        List<ParameterGroup> groups = new ArrayList<>();
        byStage.forEach((stage, parameters) -> {
            FlatParameters trained = FlatParameters.trained(parameters, manager);
            FlatParameters statistics = FlatParameters.statistics(parameters, manager);
            groups.add(new ParameterGroup(
                    tuning.share(stage),
                    tuning.opensAfter(stage),
                    new AdamW(trained, manager, config.optimizer()),
                    new WeightAverage(
                            List.of(trained, statistics),
                            averages,
                            manager,
                            config.optimizer().averageDecay())));
        });
        return groups;
    }

    boolean learns(int epochsOver) {
        return epochsOver >= opensAfter;
    }
}
