package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TinyFinder;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Preprocessing of version 2: the square around the neck that a finder finds, wherever it lies and however large. */
class NeckFinderTest {

    private static final ClinicalRecord ANYBODY = ClinicalRecord.builder()
            .set("age", 70)
            .set("sex", "female")
            .set("height_cm", 160)
            .set("weight_kg", 60)
            .build();

    @TempDir
    Path folder;

    /** Dark, with a bright spot whose grey falls off with the distance in units of {@code size} pixels. */
    private static Radiograph spot(int width, int height, double x, double y, double size) {
        short[] pixels = new short[width * height];
        for (int j = 0; j < height; j++) {
            for (int i = 0; i < width; i++) {
                double d = Math.hypot((i + 0.5 - x) / size, (j + 0.5 - y) / size);
                pixels[j * width + i] = (short) Math.round(1000 + 50 * ((i + j) % 3) + 40000 * Math.exp(-d * d));
            }
        }
        return Radiograph.of(pixels, width, height, PixelFormat.unsigned(16)).withSide(Radiograph.Side.LEFT);
    }

    private BmdEstimator open(byte[] finder) throws IOException {
        return BmdEstimator.open(TinyModel.write(folder, TinyFinder.model(TinyFinder.card(), finder)));
    }

    private static byte[] sure() {
        return TinyFinder.bytes(0.9f, 0.1f, 0.1f);
    }

    @Test
    void theEstimateDoesNotDependOnWhereTheNeckLies() throws IOException {
        try (BmdEstimator estimator = open(sure())) {
            double here =
                    estimator.estimate(spot(600, 500, 300, 250, 40), ANYBODY).bmd();

            for (double[] place : new double[][] {{200, 180}, {420, 300}, {300, 330}}) {
                assertThat(estimator
                                .estimate(spot(600, 500, place[0], place[1], 40), ANYBODY)
                                .bmd())
                        .isCloseTo(here, within(0.03));
            }
        }
    }

    @Test
    void aFinderAloneFindsWhatTheEstimatorLooksAt() throws IOException {
        Path alone = Files.write(folder.resolve("finder.onnx"), sure());
        Path model = TinyModel.write(folder, TinyFinder.model(TinyFinder.card(), sure()));
        Radiograph radiograph = spot(800, 640, 560, 200, 30);
        try (NeckFinder finder = NeckFinder.open(alone);
                NeckFinder carried = NeckFinder.open(model)) {
            NeckFinder.Found found = finder.find(radiograph);

            assertThat(finder.search()).isEqualTo(TinyFinder.SEARCH);
            assertThat(carried.toBytes()).isEqualTo(sure());
            assertThat(carried.find(radiograph)).isEqualTo(found);
            Area box = found.box();
            assertThat(box.x() + box.width() / 2).isCloseTo(560, within(6.0));
            assertThat(box.y() + box.height() / 2).isCloseTo(200, within(6.0));
            // Each look is at 2 boxes' sides of 0.4 of what was looked at before: 800 * 0.4 * 0.8 * 0.8.
            assertThat(box.width()).isCloseTo(800 * 0.4 * 0.8 * 0.8, within(8.0));
            assertThat(found.confidence()).isCloseTo(0.9, within(1e-6));
        }
    }

    @Test
    void aRightHipIsAMirroredLeftOne() throws IOException {
        try (NeckFinder finder = NeckFinder.open(Files.write(folder.resolve("finder.onnx"), sure()))) {
            Area left = finder.find(spot(600, 500, 400, 250, 40)).box();
            Area right = finder.find(spot(600, 500, 200, 250, 40).withSide(Radiograph.Side.RIGHT))
                    .box();

            assertThat(right.x() + right.width()).isCloseTo(600 - left.x(), within(1.0));
            assertThat(right.y()).isCloseTo(left.y(), within(1.0));
        }
    }

    @Test
    void aGivenNeckIsKept() throws IOException {
        try (NeckFinder finder = NeckFinder.open(Files.write(folder.resolve("finder.onnx"), sure()))) {
            Radiograph given = spot(600, 500, 300, 250, 40).withFemoralNeck(100, 120, 60, 70);

            assertThat(finder.find(given).box()).isEqualTo(new Area(100, 120, 60, 70));
        }
    }

    @Test
    void whatTheFinderDoubtsIsSaidOrRefused() throws IOException {
        assertThat(trust(TinyFinder.bytes(0.9f, 0, 0))).isEmpty();
        assertThat(trust(TinyFinder.bytes(0.5f, 0, 0))).containsExactly(Reason.NECK_UNSURE);
        assertThat(trust(TinyFinder.bytes(0.2f, 0, 0))).containsExactly(Reason.NO_NECK);
        assertThat(trust(TinyFinder.bytes(0.2f, 0.8f, 0))).containsExactly(Reason.OTHER_SIDE);
        assertThat(trust(TinyFinder.bytes(0.9f, 0, 0.4f))).containsExactly(Reason.MAYBE_IMPLANT);
        assertThat(trust(TinyFinder.bytes(0.9f, 0, 0.6f))).containsExactly(Reason.IMPLANT);
        try (BmdEstimator estimator = open(TinyFinder.bytes(0.2f, 0, 0))) {
            Codes.assertRefused(Code.NOT_USABLE, () -> estimator.estimate(spot(600, 500, 300, 250, 40), ANYBODY));
            // Who says where the neck is knows that it is there.
            BmdEstimate given =
                    estimator.estimate(spot(600, 500, 300, 250, 40).withFemoralNeck(250, 200, 100, 100), ANYBODY);
            assertThat(given.trust().reasons()).containsExactly(Reason.NECK_UNSURE);
            assertThat(given.warnings()).extracting(BmdEstimate.Warning::kind).contains(Kind.NECK_NOT_FOUND);
        }
    }

    private List<Reason> trust(byte[] finder) throws IOException {
        Path model = TinyModel.write(folder, TinyFinder.model(TinyFinder.card(), finder));
        try (BmdEstimator estimator =
                BmdEstimator.builder(model).returnUnusable(true).open()) {
            return estimator
                    .estimate(spot(600, 500, 300, 250, 40), ANYBODY)
                    .trust()
                    .reasons();
        }
    }

    @Test
    void severalAtOnceAreWhatEachIsAlone() throws IOException {
        try (BmdEstimator estimator = open(sure())) {
            List<BmdRequest> requests = List.of(
                    new BmdRequest(spot(600, 500, 300, 250, 40), ANYBODY),
                    new BmdRequest(spot(300, 400, 150, 250, 20).withFemoralNeck(120, 220, 60, 60), ANYBODY),
                    new BmdRequest(spot(700, 500, 200, 150, 50).withSide(Radiograph.Side.RIGHT), ANYBODY));
            List<BmdEstimate> together = estimator.estimateAll(requests);

            for (int i = 0; i < requests.size(); i++) {
                BmdEstimate alone = estimator.estimate(
                        requests.get(i).radiograph(), requests.get(i).clinical());
                assertThat(together.get(i).bmd()).isCloseTo(alone.bmd(), within(1e-5));
            }
        }
    }

    @Test
    void whatLiesBeyondThePictureIsPadding() {
        Preprocessing preprocessing = TinyFinder.card().preprocessing();
        float[] output = new float[TinyModel.SIDE * TinyModel.SIDE];

        // A box of 100 at the left edge: the square of 200 begins 100 left of the picture.
        Area area = preprocessing.apply(spot(600, 500, 50, 250, 30), new Area(-50, 200, 100, 100), output);

        assertThat(area).isEqualTo(new Area(-100, 150, 200, 200));
        for (int row = 0; row < TinyModel.SIDE; row++) {
            int from = row * TinyModel.SIDE;
            float[] beyond = Arrays.copyOfRange(output, from, from + TinyModel.SIDE / 2);
            assertThat(beyond).containsOnly(0f);
        }
        assertThat(output[32 * TinyModel.SIDE + 48]).isGreaterThan(0.5f);
    }

    @Test
    void aNeckBeyondThePictureIsRefused() {
        Preprocessing preprocessing = TinyFinder.card().preprocessing();
        float[] output = new float[TinyModel.SIDE * TinyModel.SIDE];

        Codes.assertRefused(
                Code.REGION_OUTSIDE_IMAGE,
                () -> preprocessing.apply(spot(600, 500, 50, 250, 30), new Area(700, 200, 50, 50), output));
        Codes.assertRefused(Code.INVALID_ARGUMENT, () -> preprocessing.apply(spot(600, 500, 50, 250, 30)));
        Codes.assertRefused(
                Code.INVALID_ARGUMENT,
                () -> Preprocessing.v1(TinyModel.SIDE, TinyModel.SIDE)
                        .apply(spot(600, 500, 50, 250, 30), new Area(100, 200, 50, 50), output));
    }

    @Test
    void cardsSayHowTheNeckIsLookedFor() {
        ModelCard card = TinyFinder.card();

        assertThat(card.schemaVersion()).isEqualTo(2);
        assertThat(ModelCard.parse(card.toJson())).isEqualTo(card);
        assertThat(TinyModel.card().schemaVersion()).isEqualTo(1);
        assertThat(TinyModel.card().toJson()).doesNotContain("search");
        assertThat(Preprocessing.Search.parse(TinyFinder.SEARCH.toJson())).isEqualTo(TinyFinder.SEARCH);
    }

    @Test
    void modelAndCardMustAgreeOnTheFinder() {
        assertContract(TinyFinder.model(TinyFinder.card(), null));
        assertContract(TinyFinder.model(TinyModel.card(), sure()));
        assertContract(TinyFinder.model(TinyFinder.card(), TinyFinder.bytes(64, 0.9f, 0, 0)));
        assertContract(TinyFinder.model(TinyFinder.card(), TinyModel.bytes()));
    }

    private void assertContract(byte[] model) {
        Codes.assertRefused(Code.MODEL_CONTRACT, () -> BmdEstimator.open(TinyModel.write(folder, model)));
    }

    @Test
    void noFinderIsNoFinder() throws IOException {
        Path notOnnx = Files.writeString(folder.resolve("text.onnx"), "no model");
        Path another = TinyModel.write(folder);

        Codes.assertRefused(Code.MODEL_NOT_ONNX, () -> NeckFinder.open(notOnnx));
        Codes.assertRefused(Code.MODEL_CONTRACT, () -> NeckFinder.open(another));
        Codes.assertRefused(Code.MODEL_NOT_FOUND, () -> NeckFinder.open(folder.resolve("nothing.onnx")));
    }

    @Test
    void aClosedFinderSaysSo() throws IOException {
        NeckFinder finder = NeckFinder.open(Files.write(folder.resolve("finder.onnx"), sure()));
        finder.close();
        finder.close();

        Codes.assertRefused(Code.ESTIMATOR_CLOSED, () -> finder.find(spot(600, 500, 300, 250, 40)));
    }
}
