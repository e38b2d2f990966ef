package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * The statistics of batch normalisation that belong to weights which no training has had, such as a mean of weights: the mean
 * over all batches of an epoch, as training shows them. As {@code torch.optim.swa_utils.update_bn} does it.
 */
final class BatchStatistics {

    private BatchStatistics() {}

    /**
     * Computes them anew. Gradient mode must be off.
     *
     * @param statistics the network's own, without those of stages that it keeps
     * @param batches at least one
     */
    static void compute(
            XAttnBmd network, List<FlatParameters> statistics, Iterable<TrainingBatch> batches, NDManager manager) {
        List<FlatParameters> there =
                statistics.stream().filter(flat -> !flat.isEmpty()).toList();
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> sums = there.stream().map(flat -> flat.zeros(scope)).toList();
            int count = 0;
            for (TrainingBatch batch : batches) {
                // From 0 on what is left after a pass is this batch's alone.
                there.forEach(flat -> flat.values().subi(flat.values()));
                try (NDManager step = scope.newSubManager()) {
                    network.forward(new ParameterStore(step, false), inputs(step, network, batch), true);
                }
                for (int k = 0; k < sums.size(); k++) {
                    sums.get(k).addi(there.get(k).values());
                }
                count++;
            }
            for (int k = 0; k < sums.size(); k++) {
                NDArray values = there.get(k).values();
                values.subi(values).addi(sums.get(k).divi(count * XAttnBmd.STATISTICS_SHARE));
            }
        }
    }

    /** A batch as the network takes it in training. */
    static NDList inputs(NDManager scope, XAttnBmd network, TrainingBatch batch) {
        NDList inputs = Predictor.inputs(scope, network.config(), batch.crops(), batch.clinical(), batch.size());
        if (network.config().localized()) {
            inputs.add(scope.create(batch.cropBoxes(), new Shape(batch.size(), 4)));
        }
        return inputs;
    }
}
