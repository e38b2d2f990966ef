package org.xattnbmd.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.fixtures.GateModel;
import org.xattnbmd.sdk.fixtures.GateModel.Damage;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.concurrent.Background;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;
import org.xattnbmd.sdk.internal.model.ModelFile;
import org.xattnbmd.sdk.internal.natives.NativeRuntime;
import org.xattnbmd.sdk.internal.session.Network;
import org.xattnbmd.sdk.internal.session.NetworkOutput;
import org.xattnbmd.sdk.internal.session.OpenOptions;

/**
 * Models for the gate, damaged in the way that matters: their golden vectors are computed with the damaged graph, as by an
 * exporter that makes the mistake before it makes the vectors. And a cohort that the sound one fits.
 */
final class GateFixture {

    static final int EXAMS = 48;
    private static final int W = 96;
    private static final int H = 88;
    private static final int SIDE = TinyModel.SIDE;

    private GateFixture() {}

    /** A model whose card and golden vectors say what its graph computes. */
    static byte[] model(Damage damage, String version, int goldenVectors) {
        List<GoldenVector> inputs = TinyModel.golden(goldenVectors);
        ModelFile bare = file(GateModel.bytes(damage, card(version, inputs).toJson()), version, inputs);
        List<GoldenVector> golden = new ArrayList<>();
        try (Network network = Network.load(
                bare,
                NativeRuntime.environment(null, false),
                false,
                new OpenOptions(Device.CPU, 1, null, 0, 0),
                StopSignal.NEVER)) {
            for (GoldenVector input : inputs) {
                NetworkOutput output = network.run(
                        FloatBuffer.wrap(input.decodeRadiograph(SIDE, SIDE)),
                        FloatBuffer.wrap(input.clinicalRow()),
                        null,
                        1,
                        StopSignal.NEVER);
                List<Double> attention = new ArrayList<>();
                for (float share : output.clinicalAttention()) {
                    attention.add((double) share);
                }
                golden.add(new GoldenVector(
                        input.radiograph(),
                        input.clinical(),
                        output.bmd()[0],
                        output.spread()[0],
                        output.outlierScore()[0],
                        attention));
            }
        }
        return GateModel.bytes(damage, card(version, golden).toJson());
    }

    private static ModelFile file(byte[] bytes, String version, List<GoldenVector> golden) {
        Set<ModelContract.Tensor> required = EnumSet.allOf(ModelContract.Tensor.class);
        required.removeIf(tensor -> !tensor.isRequired());
        return new ModelFile(ByteBuffer.wrap(bytes), Background.done(""), card(version, golden), required, null);
    }

    static ModelCard card(String version, List<GoldenVector> golden) {
        return TinyModel.card(Preprocessing.v1(SIDE, SIDE), golden).toBuilder()
                .modelId("gate")
                .modelVersion(version)
                .build();
    }

    /** Radiographs with more and less bone, and as the measured BMD what the model says of them plus a little noise. */
    static Path cohort(Path folder, Path model) throws IOException {
        Random random = new Random(12);
        StringBuilder csv =
                new StringBuilder("subject_id,image,side,age,sex,height_cm,weight_kg,split,femoral_neck_bmd_g_cm2\r\n");
        try (BmdEstimator estimator = BmdEstimator.builder(model).threads(1).open()) {
            for (int i = 0; i < EXAMS; i++) {
                short[] hip = SyntheticHip.left(W, H, i);
                int size = 8 + random.nextInt(30);
                short[] exam = SyntheticHip.painted(
                        hip,
                        W,
                        20 + random.nextInt(25),
                        15 + random.nextInt(25),
                        size,
                        size,
                        30_000 + random.nextInt(24_000));
                String name = "exam" + i + ".png";
                Files.write(folder.resolve(name), Pictures.encode("png", exam, W, H));
                String sex = i % 2 == 0 ? "female" : "male";
                int age = 55 + random.nextInt(35);
                int height = 150 + random.nextInt(35);
                String weight = i % 7 == 3 ? "" : Integer.toString(50 + random.nextInt(50));
                ClinicalRecord.Builder clinical =
                        ClinicalRecord.builder().set("age", age).set("sex", sex).set("height_cm", height);
                if (!weight.isEmpty()) {
                    clinical.set("weight_kg", weight);
                }
                double bmd = estimator
                                .estimate(
                                        Radiograph.read(folder.resolve(name)).withSide(Radiograph.Side.LEFT),
                                        clinical.build())
                                .bmd()
                        + 0.02 * random.nextGaussian();
                csv.append(String.format(
                        Locale.ROOT,
                        "\"S, %d\",%s,left,%d,%s,%d,%s,test,%.4f\r\n",
                        i,
                        name,
                        age,
                        sex,
                        height,
                        weight,
                        bmd));
            }
        }
        // A row of another split whose image does not exist: it must not be looked at.
        csv.append("S,absent.png,left,70,female,160,60,train,0.7\r\n");
        return Files.writeString(folder.resolve("manifest.csv"), csv);
    }
}
