package org.xattnbmd.exporter.precision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.CalibrationMethod;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

/**
 * Size, error and speed of ResNet-18 and ResNet-34 at 224², batch 1, 2 threads, in float16 and int8: by scheme, in sessions
 * that add products exactly and in those that leave it to the processor, and by calibration method. Not a test: figures of a
 * busy machine mean nothing. The README says how to run it.
 */
public final class PrecisionBenchmark {

    private static final int SIDE = 224;
    private static final int THREADS = 2;
    private static final int RUNS = 41;

    private PrecisionBenchmark() {}

    public static void main(String[] args) throws OrtException {
        try (NDManager manager = NDManager.newBaseManager()) {
            SampleSet samples = SampleSet.of(pictures(manager, 8, SIDE));
            List<NDList> unseen = pictures(manager, 16, SIDE).subList(8, 16);
            for (String name : args.length > 0 ? args : new String[] {"resnet18", "resnet34"}) {
                Block net = name.equals("resnet18") ? ResNets.resnet18() : ResNets.resnet34();
                Block block = SeededWeights.initialize(net, manager, 5, new Shape(1, 3, SIDE, SIDE));
                OnnxModel model = OnnxExporter.of(block)
                        .name(name)
                        .input("image", DataType.FLOAT32, -1, 3, SIDE, SIDE)
                        .verificationBatches(1, 4)
                        .export();
                System.out.println(model.report());
                System.out.println(model.toFloat16().conversion().orElseThrow());
                Int8Options options = Int8Options.DEFAULT.withMinimumSpeedup(0).withAccuracyBudget(0.5);
                List<OnnxModel> models = new ArrayList<>(List.of(model));
                for (Int8Scheme scheme : Int8Scheme.values()) {
                    OnnxModel quantized = model.quantizeInt8(samples, options.withScheme(scheme));
                    models.add(quantized);
                    System.out.println(scheme + " " + quantized.conversion().orElseThrow());
                }
                compare(models, unseen);
                for (CalibrationMethod method : CalibrationMethod.values()) {
                    System.out.println(method);
                    System.out.println(model.quantizeInt8(samples, options.withMethod(method))
                            .conversion()
                            .orElseThrow());
                }
            }
        }
    }

    /** Error on unseen pictures, and median times of alternating runs, in both kinds of session. */
    private static void compare(List<OnnxModel> models, List<NDList> pictures) throws OrtException {
        String[] names = {"float32", "EXACT", "FULL_RANGE"};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        List<OrtSession> sessions = new ArrayList<>();
        for (OnnxModel model : models) {
            for (String exact : List.of("0", "1")) {
                try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                    options.setIntraOpNumThreads(THREADS);
                    // Idle threads of one session must not take the cores of the next.
                    options.addConfigEntry("session.intra_op.allow_spinning", "0");
                    options.addConfigEntry("session.x64quantprecision", exact);
                    sessions.add(environment.createSession(model.toBytes(), options));
                }
            }
        }
        float[][] inputs = new float[pictures.size()][];
        for (int p = 0; p < inputs.length; p++) {
            inputs[p] = pictures.get(p).get(0).toFloatArray();
        }
        double[][] times = new double[sessions.size()][RUNS];
        double[] squares = new double[sessions.size()];
        double energy = 0;
        for (int r = 0; r < RUNS; r++) {
            float[] expected = null;
            for (int s = 0; s < sessions.size(); s++) {
                long start = System.nanoTime();
                float[] out = run(environment, sessions.get(s), inputs[r % inputs.length]);
                times[s][r] = (System.nanoTime() - start) / 1e6;
                expected = expected == null ? out : expected;
                for (int i = 0; i < out.length; i++) {
                    squares[s] += Math.pow(out[i] - expected[i], 2);
                    energy += s == 0 ? out[i] * out[i] : 0;
                }
            }
        }
        double float32 = median(times[0]);
        for (int s = 0; s < sessions.size(); s++) {
            System.out.printf(
                    "%-10s %-16s rms error on unseen pictures %.4f, %.1f ms, %.2f times float32%n",
                    names[s / 2],
                    s % 2 == 0 ? "as it comes" : "added exactly",
                    Math.sqrt(squares[s] / energy),
                    median(times[s]),
                    float32 / median(times[s]));
            sessions.get(s).close();
        }
    }

    private static float[] run(OrtEnvironment environment, OrtSession session, float[] input) throws OrtException {
        try (OnnxTensor tensor =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), new long[] {1, 3, SIDE, SIDE});
                OrtSession.Result result = session.run(Map.of("image", tensor))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Smooth pictures with edges, since white noise is no picture. */
    static List<NDList> pictures(NDManager manager, int count, int side) {
        Random random = new Random(9);
        List<NDList> all = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            float[] v = new float[3 * side * side];
            double fx = 1 + 5 * random.nextDouble();
            double fy = 1 + 5 * random.nextDouble();
            int edge = random.nextInt(side);
            for (int i = 0; i < v.length; i++) {
                int x = i % side;
                int y = i / side % side;
                double wave = Math.sin(fx * x / side + i / (side * side)) * Math.cos(fy * y / side);
                v[i] = (float) (0.4 + 0.3 * wave + (x > edge ? 0.3 : 0) + 0.02 * random.nextGaussian());
            }
            NDArray picture = manager.create(v, new Shape(1, 3, side, side));
            all.add(new NDList(picture));
        }
        return all;
    }
}
