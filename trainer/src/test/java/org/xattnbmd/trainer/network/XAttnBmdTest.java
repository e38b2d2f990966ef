package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.trainer.network.TinyNetworks.SIZE;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

/** What every fusion strategy owes its callers, with and without a localiser. */
class XAttnBmdTest {

    private static final int FIELDS = TinyNetworks.FIELDS.size();

    private Gradients gradients;
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        gradients = Gradients.off();
    }

    @AfterEach
    void close() {
        gradients.close();
        manager.close();
    }

    static Stream<Arguments> networks() {
        return Stream.of(FusionStrategy.values())
                .flatMap(f -> Stream.of(Arguments.of(f, false), Arguments.of(f, true)));
    }

    private XAttnBmd network(FusionStrategy fusion, boolean localized) {
        Engine.getInstance().setRandomSeed(7);
        XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, localized), manager);
        // As after training: without it the outlier score is 0 whatever comes in.
        float[] whitening = new float[16 * 16];
        for (int i = 0; i < 16; i++) {
            whitening[17 * i] = 1;
        }
        NamedParameters.set(NamedParameters.of(network).get("outlier.whitening").getArray(), whitening);
        return network;
    }

    private NDList inputs(float[] pictures, float[] rows) {
        int n = rows.length / FIELDS;
        return new NDList(
                manager.create(pictures, new Shape(n, 1, SIZE, SIZE)), manager.create(rows, new Shape(n, FIELDS)));
    }

    private NDList run(XAttnBmd network, NDList inputs) {
        return network.forward(new ParameterStore(manager, false), inputs, false);
    }

    private NDList run(XAttnBmd network, float[] pictures, float[] rows) {
        return run(network, inputs(pictures, rows));
    }

    private static void assertFinite(NDList outputs) {
        for (NDArray output : outputs) {
            for (float v : output.toFloatArray()) {
                assertThat(v).isFinite();
            }
        }
    }

    private static void assertSumsToOne(NDArray attention) {
        int n = (int) attention.getShape().get(0);
        float[] values = attention.toFloatArray();
        int width = values.length / n;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < width; k++) {
                assertThat(values[i * width + k]).isNotNegative();
                sum += values[i * width + k];
            }
            assertThat(sum).isEqualTo(1, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void outputsHaveTheirNamesAndShapes(FusionStrategy fusion, boolean localized) {
        XAttnBmd network = network(fusion, localized);
        boolean box = localized && fusion != FusionStrategy.CLINICAL;
        List<String> names =
                new ArrayList<>(List.of("bmd", "clinical_attention", "image_attention", "bmd_spread", "outlier_score"));
        if (box) {
            names.add("neck_box");
        }
        assertThat(network.outputNames()).isEqualTo(names);
        int grid = box ? 2 : 4;
        for (int n : new int[] {1, 5}) {
            NDList out = run(network, TinyNetworks.pictures(n, 1), TinyNetworks.rows(n, 2));
            List<Shape> shapes = new ArrayList<>(
                    List.of(new Shape(n), new Shape(n, FIELDS), new Shape(n, grid, grid), new Shape(n), new Shape(n)));
            if (box) {
                shapes.add(new Shape(n, 4));
            }
            assertThat(out.getShapes()).containsExactlyElementsOf(shapes);
            assertThat(network.getOutputShapes(new Shape[] {new Shape(n, 1, SIZE, SIZE), new Shape(n, FIELDS)}))
                    .containsExactlyElementsOf(shapes);
            assertFinite(out);
            assertSumsToOne(out.get(1));
            assertSumsToOne(out.get(2));
            assertThat(out.get(3).min().getFloat()).isPositive();
        }
    }

    @Test
    void aGivenBoxIsLookedAtAndNanLeavesItToTheLocaliser() {
        XAttnBmd network = network(FusionStrategy.BOTH, true);
        NDList without = inputs(TinyNetworks.pictures(3, 1), TinyNetworks.rows(3, 2));
        NDList found = run(network, without);
        float[] boxes = found.get(5).toFloatArray();
        // The first as found, the second to be found, the third elsewhere.
        Arrays.fill(boxes, 4, 8, Float.NaN);
        float[] elsewhere = {0.3f, 0.6f, 0.15f, 0.2f};
        System.arraycopy(elsewhere, 0, boxes, 8, 4);
        NDList with = new NDList(without).addAll(new NDList(manager.create(boxes, new Shape(3, 4))));

        NDList given = run(network, with);

        float[] before = found.get(0).toFloatArray();
        float[] after = given.get(0).toFloatArray();
        assertThat(after[0]).isEqualTo(before[0], within(1e-6f));
        assertThat(after[1]).isEqualTo(before[1], within(1e-6f));
        assertThat(after[2]).isNotEqualTo(before[2]);
        float[] seen = given.get(5).toFloatArray();
        assertThat(Arrays.copyOfRange(seen, 0, 8))
                .containsExactly(Arrays.copyOfRange(found.get(5).toFloatArray(), 0, 8));
        assertThat(Arrays.copyOfRange(seen, 8, 12)).containsExactly(elsewhere);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void rowsOfABatchAreWhatTheyAreAlone(FusionStrategy fusion, boolean localized) {
        XAttnBmd network = network(fusion, localized);
        float[] pictures = TinyNetworks.pictures(5, 3);
        float[] rows = TinyNetworks.rows(5, 4);
        rows[FIELDS] = Float.NaN;
        NDList together = run(network, pictures, rows);
        for (int i = 0; i < 5; i++) {
            NDList alone = run(
                    network,
                    Arrays.copyOfRange(pictures, i * SIZE * SIZE, (i + 1) * SIZE * SIZE),
                    Arrays.copyOfRange(rows, i * FIELDS, (i + 1) * FIELDS));
            for (int o = 0; o < together.size(); o++) {
                // An untrained network answers in units of its target's sd, a few of them: about 1e-5 of the value.
                assertThat(together.get(o).get(i).toFloatArray())
                        .containsExactly(alone.get(o).get(0).toFloatArray(), within(4e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void inferenceIsDeterministic(FusionStrategy fusion, boolean localized) {
        XAttnBmd network = network(fusion, localized);
        NDList first = run(network, TinyNetworks.pictures(2, 5), TinyNetworks.rows(2, 6));
        NDList second = run(network, TinyNetworks.pictures(2, 5), TinyNetworks.rows(2, 6));
        for (int o = 0; o < first.size(); o++) {
            assertThat(second.get(o).toFloatArray())
                    .containsExactly(first.get(o).toFloatArray());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void missingFieldsAreFiniteAndSeen(FusionStrategy fusion, boolean localized) {
        XAttnBmd network = network(fusion, localized);
        float[] picture = TinyNetworks.pictures(1, 7);
        float[] row = TinyNetworks.rows(1, 8);
        float present = run(network, picture, row).get(0).getFloat();
        List<Float> estimates = new ArrayList<>(List.of(present));
        for (int f = 0; f <= FIELDS; f++) {
            float[] gone = row.clone();
            if (f == FIELDS) {
                Arrays.fill(gone, Float.NaN);
            } else {
                gone[f] = Float.NaN;
            }
            NDList out = run(network, picture, gone);
            assertFinite(out);
            estimates.add(out.get(0).getFloat());
        }
        if (fusion.usesClinical()) {
            assertThat(estimates).doesNotHaveDuplicates();
        } else {
            assertThat(estimates).containsOnly(present);
        }
    }

    /** The missing-value token must not be what the mean gives: "unknown" and "average" are different statements. */
    @Test
    void missingIsNotTheMean() {
        XAttnBmd network = network(FusionStrategy.BOTH, false);
        float[] picture = TinyNetworks.pictures(1, 7);
        float[] mean = {75, 1, 72, 0};
        float[] missing = {Float.NaN, 1, 72, 0};
        float difference = run(network, picture, mean).get(0).getFloat()
                - run(network, picture, missing).get(0).getFloat();
        assertThat(Math.abs(difference)).isGreaterThan(1e-5f);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onlyWhatAStrategyUsesChangesItsEstimate(FusionStrategy fusion, boolean localized) {
        XAttnBmd network = network(fusion, localized);
        float before = run(network, TinyNetworks.pictures(1, 1), TinyNetworks.rows(1, 1))
                .get(0)
                .getFloat();
        float otherPicture = run(network, TinyNetworks.pictures(1, 2), TinyNetworks.rows(1, 1))
                .get(0)
                .getFloat();
        float otherRow = run(network, TinyNetworks.pictures(1, 1), TinyNetworks.rows(1, 2))
                .get(0)
                .getFloat();
        assertThat(otherPicture != before).isEqualTo(fusion.usesImage());
        assertThat(otherRow != before).isEqualTo(fusion.usesClinical());
    }

    @Test
    void inTrainingTheFoundBoxStaysAnOutputToBeLearned() {
        XAttnBmd network = network(FusionStrategy.BOTH, true);
        NDList inputs = inputs(TinyNetworks.pictures(2, 1), TinyNetworks.rows(2, 1));
        NDArray given = manager.create(new float[] {0.3f, 0.6f, 0.1f, 0.15f}, new Shape(1, 4))
                .repeat(0, 2);
        ParameterStore store = new ParameterStore(manager, false);
        NDArray found = network.forward(store, inputs, true).get(5);
        NDArray withGiven = network.forward(store, new NDList(inputs).addAll(new NDList(given)), true)
                .get(5);
        assertThat(withGiven.toFloatArray()).containsExactly(found.toFloatArray());
        assertThat(withGiven.toFloatArray()).isNotEqualTo(given.toFloatArray());
    }

    /** Makers' processing shifts and stretches greys; the estimate must not follow where the box is given. */
    @Test
    void estimateIgnoresGainAndOffsetOfThePicture() {
        XAttnBmd network = network(FusionStrategy.BOTH, true);
        float[] pictures = TinyNetworks.pictures(1, 9);
        float before = withBox(network, pictures);
        float another = withBox(network, TinyNetworks.pictures(1, 10));
        float[] brighter = pictures.clone();
        float[] flatter = pictures.clone();
        for (int i = 0; i < pictures.length; i++) {
            brighter[i] = pictures[i] + 0.2f;
            flatter[i] = 0.7f * pictures[i] + 0.1f;
        }
        assertThat(withBox(network, brighter)).isEqualTo(before, within(1e-5f));
        // The variance has a floor, so a gain is forgotten but for some thousandths.
        assertThat(Math.abs(withBox(network, flatter) - before)).isLessThan(0.05f * Math.abs(another - before));
    }

    private float withBox(XAttnBmd network, float[] picture) {
        NDList inputs = inputs(picture, TinyNetworks.rows(1, 9));
        inputs.add(manager.create(new float[] {0.45f, 0.5f, 0.3f, 0.25f}, new Shape(1, 4)));
        return run(network, inputs).get(0).getFloat();
    }

    @Test
    void uniformPictureIsFinite() {
        for (float grey : new float[] {0f, 0.5f, 1f}) {
            float[] picture = new float[SIZE * SIZE];
            Arrays.fill(picture, grey);
            assertFinite(run(network(FusionStrategy.BOTH, true), picture, TinyNetworks.rows(1, 1)));
        }
    }

    @Test
    void outlierScoreIsTheLengthOfTheFeatures() {
        XAttnBmd network = network(FusionStrategy.BOTH, true);
        NDList inputs = inputs(TinyNetworks.pictures(3, 1), TinyNetworks.rows(3, 1));
        NDArray features = network.features(new ParameterStore(manager, false), inputs);
        assertThat(features.getShape()).isEqualTo(new Shape(3, 16));
        float[] expected = features.mul(features).mean(new int[] {1}).sqrt().toFloatArray();
        assertThat(run(network, inputs).get(4).toFloatArray()).containsExactly(expected, within(1e-5f));
    }
}
