package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.RefusedValueException;

class NetworkEnsembleTest {

    private static final int N = 3;
    private static final int MEMBERS = 3;

    private static List<XAttnBmd> networks(boolean localized, NDManager manager) {
        return networks(TinyNetworks.config(FusionStrategy.BOTH, localized), manager);
    }

    private static List<XAttnBmd> networks(NetworkConfig config, NDManager manager) {
        List<XAttnBmd> networks = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            Engine.getInstance().setRandomSeed(40 + i);
            networks.add(XAttnBmd.create(config, manager));
        }
        return networks;
    }

    private static NDList inputs(NDManager manager) {
        return new NDList(
                manager.create(TinyNetworks.pictures(N, 7), new Shape(N, 1, TinyNetworks.SIZE, TinyNetworks.SIZE)),
                manager.create(TinyNetworks.rows(N, 7), new Shape(N, TinyNetworks.FIELDS.size())));
    }

    /** Mean of the estimates; squared spreads' mean and estimates' variance together; of further targets too. */
    @Test
    void estimatesAreMeansAndTheSpreadHoldsTheDisagreement() {
        NetworkConfig one = TinyNetworks.config(FusionStrategy.BOTH, false);
        NetworkConfig three = new NetworkConfig(one.settings(), one.fields(), one.sizeRange(), 2);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            List<XAttnBmd> networks = networks(three, manager);
            ParameterStore store = new ParameterStore(manager, false);
            List<NetworkOutputs> said = new ArrayList<>();
            for (XAttnBmd network : networks) {
                said.add(NetworkOutputs.of(network, network.forward(store, inputs(manager), false)));
            }
            NetworkEnsemble ensemble = new NetworkEnsemble(networks);
            assertThat(ensemble.outputNames()).endsWith("further", "further_spread");
            NetworkOutputs all = NetworkOutputs.of(three, ensemble.forward(store, inputs(manager), false));
            assertMixture(said, all, NetworkOutputs::bmd, NetworkOutputs::spread, N);
            assertMixture(said, all, NetworkOutputs::further, NetworkOutputs::furtherSpread, 2 * N);
            for (float sum : all.clinicalAttention().sum(new int[] {1}).toFloatArray()) {
                assertThat(sum).isCloseTo(1, within(1e-4f));
            }
        }
    }

    private static void assertMixture(
            List<NetworkOutputs> said,
            NetworkOutputs all,
            Function<NetworkOutputs, NDArray> estimate,
            Function<NetworkOutputs, NDArray> spread,
            int values) {
        List<float[]> estimates =
                said.stream().map(out -> estimate.apply(out).toFloatArray()).toList();
        List<float[]> spreads =
                said.stream().map(out -> spread.apply(out).toFloatArray()).toList();
        for (int i = 0; i < values; i++) {
            double mean = 0;
            double known = 0;
            for (int m = 0; m < MEMBERS; m++) {
                mean += estimates.get(m)[i] / MEMBERS;
                known += Math.pow(spreads.get(m)[i], 2) / MEMBERS;
            }
            double disagreement = 0;
            for (float[] own : estimates) {
                disagreement += Math.pow(own[i] - mean, 2) / MEMBERS;
            }
            assertThat(disagreement).as("networks that differ").isPositive();
            assertThat(estimate.apply(all).toFloatArray()).hasSize(values);
            assertThat(estimate.apply(all).toFloatArray()[i]).isCloseTo((float) mean, within(1e-5f));
            assertThat(spread.apply(all).toFloatArray()[i])
                    .isCloseTo((float) Math.sqrt(known + disagreement), within(1e-5f));
        }
    }

    @Test
    void allLookAtTheMeanOfTheirBoxesOrAtTheGivenOne() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            List<XAttnBmd> networks = networks(true, manager);
            ParameterStore store = new ParameterStore(manager, false);
            NDList inputs = inputs(manager);
            NDList found = new NDList();
            networks.forEach(network -> found.add(network.box(store, inputs.get(0), false)));
            float[] mean = found.get(0)
                    .add(found.get(1))
                    .add(found.get(2))
                    .div(MEMBERS)
                    .toFloatArray();
            NetworkEnsemble ensemble = new NetworkEnsemble(networks);
            NetworkOutputs all = NetworkOutputs.of(ensemble.config(), ensemble.forward(store, inputs, false));
            assertThat(all.neckBox().toFloatArray()).containsExactly(mean, within(1e-6f));
            float[] given = {0.5f, 0.4f, 0.2f, 0.15f};
            float[] boxes = new float[4 * N];
            for (int i = 0; i < N; i++) {
                System.arraycopy(given, 0, boxes, 4 * i, 4);
            }
            boxes[0] = Float.NaN;
            NDList told = new NDList(inputs.get(0), inputs.get(1), manager.create(boxes, new Shape(N, 4)));
            float[] seen = NetworkOutputs.of(ensemble.config(), ensemble.forward(store, told, false))
                    .neckBox()
                    .toFloatArray();
            assertThat(seen[0]).isCloseTo(mean[0], within(1e-6f));
            assertThat(seen[4]).isEqualTo(0.5f);
        }
    }

    @Test
    void oneNetworkAndNetworksOfOtherShapesAreNoEnsemble() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            XAttnBmd one = XAttnBmd.create(TinyNetworks.config(FusionStrategy.BOTH, false), manager);
            XAttnBmd other = XAttnBmd.create(TinyNetworks.config(FusionStrategy.CONCAT, false), manager);
            assertThatThrownBy(() -> new NetworkEnsemble(List.of(one))).isInstanceOf(RefusedValueException.class);
            assertThatThrownBy(() -> new NetworkEnsemble(List.of(one, other)))
                    .isInstanceOf(RefusedValueException.class);
        }
    }
}
