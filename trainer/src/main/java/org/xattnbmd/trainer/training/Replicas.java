package org.xattnbmd.trainer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * One network on several devices, data-parallel: each takes a part of the batch, one backward pass goes through all of them
 * (PyTorch runs every device's part on a thread of its own), the gradients are added up on the first, and its weights are
 * copied back after the optimiser's step.
 *
 * <p>A part's loss counts by its share of the batch, so that gradients are those of the whole batch; but batch normalisation
 * sees only its own part, and the running statistics that are kept are the first device's. Gradient mode must be off on the
 * calling thread, except where losses are computed. Native memory is the manager's that it was made with.
 */
final class Replicas {

    /** Batch normalisation of one example alone has no variance. */
    private static final int LEAST_PART = 2;

    private final List<Device> devices;
    private final List<XAttnBmd> networks = new ArrayList<>();
    private final List<Map<String, Parameter>> parameters = new ArrayList<>();

    /** @param primary on the first device; its weights are the ones that count */
    Replicas(XAttnBmd primary, NDManager manager, List<Device> devices) {
        this.devices = List.copyOf(devices);
        add(primary);
        for (Device device : this.devices.subList(1, devices.size())) {
            XAttnBmd replica = XAttnBmd.create(primary.config(), manager.newSubManager(device));
            replica.freeze(primary.frozen());
            add(replica);
        }
    }

    private void add(XAttnBmd network) {
        networks.add(network);
        parameters.add(NamedParameters.of(network));
    }

    XAttnBmd network(int replica) {
        return networks.get(replica);
    }

    /** Keeps the stages up to one in all of them. */
    void freeze(int lastStage) {
        networks.forEach(network -> network.freeze(lastStage));
    }

    /** A scope on the replica's device that ends with the step's. */
    NDManager scope(NDManager step, int replica) {
        return replica == 0 ? step : step.newSubManager(devices.get(replica));
    }

    /** A scalar of any replica on the first device, its gradient path kept. */
    NDArray onFirst(NDArray scalar) {
        return scalar.toDevice(devices.get(0), false);
    }

    /**
     * Consecutive parts of a batch, as alike in size as can be, one per replica from the first on.
     *
     * @param copies so many examples side by side stay together
     */
    List<TrainingBatch> split(TrainingBatch batch, int copies) {
        int parts = Math.max(1, Math.min(networks.size(), batch.size() / LEAST_PART));
        List<TrainingBatch> split = new ArrayList<>();
        for (int k = 0; k < parts; k++) {
            int pictures = batch.size() / copies;
            split.add(
                    parts == 1
                            ? batch
                            : batch.part(k * pictures / parts * copies, (k + 1) * pictures / parts * copies));
        }
        return split;
    }

    /** Adds the gradients of the first so many replicas to the first one's, and clears them. */
    void gather(NDManager step, int used) {
        for (int k = 1; k < used; k++) {
            for (Map.Entry<String, Parameter> e : parameters.get(k).entrySet()) {
                if (e.getValue().requiresGradient()) {
                    NDArray gradient = e.getValue().getArray().getGradient();
                    gradient.attach(step);
                    NDArray sum = parameters.get(0).get(e.getKey()).getArray().getGradient();
                    sum.attach(step);
                    sum.addi(gradient.toDevice(devices.get(0), false));
                    // Not times 0: the number would lie on the first device, the gradient on another.
                    gradient.subi(gradient);
                }
            }
        }
    }

    /** Gives all replicas the first one's weights and statistics. */
    void broadcast(NDManager step) {
        for (int k = 1; k < networks.size(); k++) {
            for (Map.Entry<String, Parameter> e : parameters.get(k).entrySet()) {
                // A copy of the step's own: what moves between devices stays with its source's manager, and a
                // weight's is never closed.
                NDArray weight = parameters.get(0).get(e.getKey()).getArray().duplicate();
                weight.attach(step);
                NDArray target = e.getValue().getArray();
                target.subi(target).addi(weight.toDevice(devices.get(k), false));
            }
        }
    }
}
