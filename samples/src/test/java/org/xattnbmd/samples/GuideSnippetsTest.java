package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Cancellation;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.ModelCheck;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The Java snippets of the guides, as the guides show them; {@code GuidesTest} holds the two together. */
class GuideSnippetsTest {

    private static final int W = 80;
    private static final int H = 90;

    @TempDir
    static Path folder;

    private static Path model;
    private static Path baseline;

    @BeforeAll
    static void recordABaseline() {
        model = TinyModel.write(folder);
        baseline = folder.resolve("baseline.json");
        ModelCheck.of(model).record(baseline).assertPassed();
    }

    @Test
    void modelPassesTheGate() {
        ModelCheck.of(model).baseline(baseline).run().assertPassed();
    }

    @Test
    void estimates() {
        BmdEstimator estimator = BmdEstimator.builder(model).threads(1).open();
        try (estimator) {
            short[] pixels = SyntheticHip.left(W, H, 1);
            assertThat(pixel(estimator, pixels, W, H).bmd()).isBetween(0.2, 2.0);
            Radiograph radiograph = Radiograph.of(pixels, W, H, PixelFormat.unsigned(16));
            assertThat(statement(
                            estimator,
                            radiograph,
                            ClinicalRecord.builder().set("age", 75).build()))
                    .contains("WHO");
            assertThat(statement(
                            estimator,
                            radiograph,
                            ClinicalRecord.builder().set("age", -3).build()))
                    .startsWith("BMD-2002: ");
            assertThat(inTime(estimator, radiograph, ClinicalRecord.empty()).bmd())
                    .isPositive();
            List<String> said = new ArrayList<>();
            trust(inTime(estimator, radiograph, ClinicalRecord.empty()), said::add);
            assertThat(said).isEmpty();
            // The tiny model's outlier score is the mean size of the standardised clinical values.
            ClinicalRecord heavy =
                    ClinicalRecord.builder().set("weight_kg", 180).build();
            trust(inTime(estimator, radiograph, heavy), said::add);
            assertThat(said).singleElement().asString().startsWith("Unusual: the radiograph");
        }
    }

    private static BmdEstimate pixel(BmdEstimator estimator, short[] pixels, int width, int height) {
        Radiograph radiograph = Radiograph.of(
                        pixels, width, height, PixelFormat.unsigned(12).withSpacing(0.2))
                .withSide(Radiograph.Side.LEFT);
        ClinicalRecord clinical = ClinicalRecord.builder()
                .set("age", 75)
                .set("sex", "female")
                .set("height", 5.4, "ft")
                .build();
        BmdEstimate estimate = estimator.estimate(radiograph, clinical);
        return estimate;
    }

    private static String statement(BmdEstimator estimator, Radiograph radiograph, ClinicalRecord clinical) {
        try {
            return estimator.estimate(radiograph, clinical).statement();
        } catch (BmdException refused) {
            return refused.code().id() + ": " + refused.getMessage();
        }
    }

    private static void trust(BmdEstimate estimate, Consumer<String> log) {
        BmdEstimate.Trust trust = estimate.trust();
        if (trust.level() == BmdEstimate.Trust.Level.UNUSUAL) {
            log.accept("Unusual: " + trust.words());
        }
    }

    private static BmdEstimate inTime(BmdEstimator estimator, Radiograph radiograph, ClinicalRecord clinical) {
        BmdEstimate estimate = estimator.estimate(radiograph, clinical, Cancellation.after(Duration.ofSeconds(10)));
        return estimate;
    }

    @Test
    void saysWhatItRunsOn() {
        List<String> said = new ArrayList<>();
        device(said::add);
        assertThat(said).singleElement().asString().containsPattern("^(CPU: no CUDA|CPU: CUDA was|CUDA: )");
    }

    private static void device(Consumer<String> log) {
        BmdEstimator estimator =
                BmdEstimator.builder(model).device(Device.CUDA_PREFERRED).open();
        RuntimeInfo runtime = estimator.runtime();
        log.accept(runtime.actualDevice() + ": " + runtime.reason());
        estimator.close();
    }

    @Test
    void opensOnlyWhatWasReleased() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(Files.readAllBytes(model));
        Files.write(Path.of(model + ".sig"), signature.sign());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(model));

        pinned(HexFormat.of().formatHex(hash));
        signed(keys.getPublic());
        cached(folder.resolve("natives"));

        hash[0] ^= 1;
        PublicKey other =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
        assertThatThrownBy(() -> pinned(HexFormat.of().formatHex(hash)))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(BmdException.Code.MODEL_HASH_MISMATCH));
        assertThatThrownBy(() -> signed(other))
                .isInstanceOfSatisfying(
                        BmdException.class,
                        e -> assertThat(e.code()).isEqualTo(BmdException.Code.MODEL_SIGNATURE_INVALID));
    }

    private static void pinned(String released) {
        BmdEstimator estimator = BmdEstimator.builder(model).sha256(released).open();
        estimator.close();
    }

    private static void signed(PublicKey publicKey) {
        BmdEstimator estimator = BmdEstimator.builder(model).signedBy(publicKey).open();
        estimator.close();
    }

    private static void cached(Path folder) {
        BmdEstimator estimator = BmdEstimator.builder(model).nativeCache(folder).open();
        estimator.close();
    }
}
