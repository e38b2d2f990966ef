package org.xattnbmd.sdk;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * A checked model in an ONNX Runtime session. {@link #run} may be called from many threads at once; the owner closes it,
 * once, when no call is in flight.
 */
final class Network implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> outputs;
    private final Preprocessing preprocessing;
    private final int fields;
    private final boolean takesNeckBox;
    private final int fixedBatch;
    /** Tensors for the usual number of inputs; at most as many as there ever were runs at the same time. */
    private final Queue<BoundTensors> bound = new ConcurrentLinkedQueue<>();

    /** Rows and columns of the image attention, once a run has shown them. */
    private volatile int[] grid;

    private Network(OrtEnvironment environment, OrtSession session, ModelFile model, int fixedBatch) {
        this.fixedBatch = fixedBatch;
        this.environment = environment;
        this.session = session;
        preprocessing = model.card().preprocessing();
        fields = model.card().clinicalFields().size();
        takesNeckBox = model.takesNeckBox();
        outputs = new LinkedHashSet<>(List.of(
                ModelFile.BMD,
                ModelFile.SPREAD,
                ModelFile.OUTLIER_SCORE,
                ModelFile.CLINICAL_ATTENTION,
                ModelFile.IMAGE_ATTENTION));
        if (model.hasNeckBox()) {
            outputs.add(ModelFile.NECK_BOX);
        }
    }

    /** @param environment got before any other class of ONNX Runtime is touched: each loads its libraries too */
    static Network load(ModelFile model, OrtEnvironment environment, boolean cuda, OpenOptions how) {
        try (SessionOptions options = new SessionOptions()) {
            // Errors come as exceptions; a library writes nothing to the host's console.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(how.threads());
            options.setInterOpNumThreads(1);
            options.setDeterministicCompute(true);
            // Idle threads must sleep: the host application owns the processor.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            // Exact sums of 8-bit products: processors without VNNI would add pairs of them in 16 bits, and saturate.
            // OnnxStructure has refused what ONNX Runtime does not bear then.
            options.addConfigEntry("session.x64quantprecision", "1");
            if (cuda) {
                addCuda(options, how.gpuMemoryBytes());
            }
            return new Network(environment, environment.createSession(model.bytes(), options), model, how.fixedBatch());
        } catch (OrtException e) {
            throw new BmdException(
                    Code.MODEL_LOAD_FAILED, "ONNX Runtime refused the model: " + oneLine(e) + " Export it again.", e);
        }
    }

    private static String oneLine(OrtException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    }

    private static void addCuda(SessionOptions options, long memoryBytes) {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            // TF32 rounds products to 10 bits: enough to move a BMD in the third decimal.
            cuda.add("use_tf32", "0");
            cuda.add("arena_extend_strategy", "kSameAsRequested");
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            if (memoryBytes > 0) {
                cuda.add("gpu_mem_limit", Long.toString(memoryBytes));
            }
            options.addCUDA(cuda);
        } catch (OrtException e) {
            throw new BmdException(
                    Code.DEVICE_UNAVAILABLE,
                    "ONNX Runtime's CUDA provider cannot be loaded: " + oneLine(e)
                            + " Expected a driver and libraries of CUDA 12.8 or newer; doctor lists them.",
                    e);
        }
    }

    /**
     * Runs n inputs at once.
     *
     * @param radiographs n x height x width, from its position to its limit; read in place if it is native memory
     * @param clinical n x fields, likewise
     * @param neckBoxes n x 4, NaN where the network is to find the box; null if it is to find all. Not read if the model
     *     takes none
     */
    NetworkOutput run(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, Cancellation cancellation) {
        return fixedBatch == 0 || fixedBatch == n
                ? runOnce(radiographs, clinical, neckBoxes, n, cancellation)
                : FixedBatches.run(
                        fixedBatch,
                        n,
                        radiographs,
                        clinical,
                        neckBoxes,
                        (pictures, rows, boxes) -> runOnce(pictures, rows, boxes, fixedBatch, cancellation));
    }

    private NetworkOutput runOnce(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, Cancellation cancellation) {
        try {
            return n == Math.max(1, fixedBatch) && grid != null
                    ? runBound(radiographs, clinical, neckBoxes, n, cancellation)
                    : runFree(radiographs, clinical, neckBoxes, n, cancellation);
        } catch (OrtException e) {
            throw new BmdException(Code.RUN_FAILED, "ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /** A run in tensors of its own, for any number of inputs. */
    private NetworkOutput runFree(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, Cancellation cancellation)
            throws OrtException {
        long[] pictureShape = {n, 1, preprocessing.height(), preprocessing.width()};
        long[] clinicalShape = {n, fields};
        FloatBuffer boxes = neckBoxes == null ? toBeFound(FloatBuffer.allocate(4 * n)) : neckBoxes;
        try (OnnxTensor picture = OnnxTensor.createTensor(environment, radiographs, pictureShape);
                OnnxTensor row = OnnxTensor.createTensor(environment, clinical, clinicalShape);
                OnnxTensor box = takesNeckBox ? OnnxTensor.createTensor(environment, boxes, new long[] {n, 4}) : null;
                OrtSession.Result result = run(
                        box == null
                                ? Map.of(ModelFile.RADIOGRAPH, picture, ModelFile.CLINICAL, row)
                                : Map.of(
                                        ModelFile.RADIOGRAPH,
                                        picture,
                                        ModelFile.CLINICAL,
                                        row,
                                        ModelFile.GIVEN_NECK_BOX,
                                        box),
                        outputs,
                        Map.of(),
                        cancellation)) {
            long[] shape = tensor(result, ModelFile.IMAGE_ATTENTION).getInfo().getShape();
            grid = new int[] {(int) shape[1], (int) shape[2]};
            return output(name -> tensor(result, name).getFloatBuffer(), n, grid);
        }
    }

    private NetworkOutput runBound(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, Cancellation cancellation)
            throws OrtException {
        BoundTensors idle = bound.poll();
        BoundTensors tensors = idle == null ? bind(n) : idle;
        try {
            tensors.set(ModelFile.RADIOGRAPH, radiographs);
            tensors.set(ModelFile.CLINICAL, clinical);
            if (takesNeckBox && neckBoxes == null) {
                toBeFound(tensors.get(ModelFile.GIVEN_NECK_BOX));
            } else if (takesNeckBox) {
                tensors.set(ModelFile.GIVEN_NECK_BOX, neckBoxes);
            }
            run(tensors.inputs(), Set.of(), tensors.outputs(), cancellation).close();
            return output(tensors::get, n, grid);
        } finally {
            bound.add(tensors);
        }
    }

    private BoundTensors bind(int n) throws OrtException {
        BoundTensors tensors = new BoundTensors(environment)
                .input(ModelFile.RADIOGRAPH, n, 1, preprocessing.height(), preprocessing.width())
                .input(ModelFile.CLINICAL, n, fields);
        if (takesNeckBox) {
            tensors.input(ModelFile.GIVEN_NECK_BOX, n, 4);
        }
        tensors.output(ModelFile.BMD, n)
                .output(ModelFile.SPREAD, n)
                .output(ModelFile.OUTLIER_SCORE, n)
                .output(ModelFile.CLINICAL_ATTENTION, n, fields)
                .output(ModelFile.IMAGE_ATTENTION, n, grid[0], grid[1]);
        return outputs.contains(ModelFile.NECK_BOX) ? tensors.output(ModelFile.NECK_BOX, n, 4) : tensors;
    }

    /** Fills a buffer from its position to its limit, and leaves both where they are. */
    static FloatBuffer toBeFound(FloatBuffer boxes) {
        for (int i = boxes.position(); i < boxes.limit(); i++) {
            boxes.put(i, Float.NaN);
        }
        return boxes;
    }

    private NetworkOutput output(Function<String, FloatBuffer> of, int n, int[] cells) {
        return new NetworkOutput(
                values(of, ModelFile.BMD, n),
                values(of, ModelFile.SPREAD, n),
                values(of, ModelFile.OUTLIER_SCORE, n),
                values(of, ModelFile.CLINICAL_ATTENTION, n * fields),
                values(of, ModelFile.IMAGE_ATTENTION, Math.multiplyExact(n * cells[0], cells[1])),
                cells[0],
                cells[1],
                outputs.contains(ModelFile.NECK_BOX) ? values(of, ModelFile.NECK_BOX, 4 * n) : null);
    }

    /** @param wanted outputs that ONNX Runtime makes; {@code pinned} are those that it writes in place */
    private OrtSession.Result run(
            Map<String, OnnxTensor> inputs,
            Set<String> wanted,
            Map<String, OnnxTensor> pinned,
            Cancellation cancellation)
            throws OrtException {
        if (cancellation == Cancellation.NEVER) {
            return session.run(inputs, wanted, pinned);
        }
        try (OrtSession.RunOptions options = new OrtSession.RunOptions();
                Cancellation.Handle stop = cancellation.onStop(() -> terminate(options))) {
            return session.run(inputs, wanted, pinned, options);
        } catch (OrtException e) {
            // A run that was told to stop fails with a general code; what it was told is known here only.
            cancellation.check();
            throw e;
        }
    }

    private static void terminate(OrtSession.RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new BmdException(Code.RUN_FAILED, "ONNX Runtime cannot stop a run: " + e.getMessage(), e);
        }
    }

    private static OnnxTensor tensor(OrtSession.Result result, String name) {
        OnnxValue value = result.get(name).orElseThrow();
        return (OnnxTensor) value;
    }

    private static float[] values(Function<String, FloatBuffer> of, String name, int count) {
        FloatBuffer buffer = of.apply(name);
        if (buffer.remaining() != count) {
            throw new BmdException(
                    Code.RUN_FAILED,
                    "Expected " + count + " values in output " + name + ", received " + buffer.remaining() + ".");
        }
        float[] values = new float[count];
        buffer.get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new BmdException(
                        Code.RESULT_NOT_FINITE,
                        "The model answered with a value in " + name
                                + " that is not finite. Do not use this estimate.");
            }
        }
        return values;
    }

    String runtimeVersion() {
        return environment.getVersion();
    }

    @Override
    public void close() {
        bound.forEach(BoundTensors::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new BmdException(Code.RUN_FAILED, "ONNX Runtime failed to close the session: " + e.getMessage(), e);
        }
    }
}
