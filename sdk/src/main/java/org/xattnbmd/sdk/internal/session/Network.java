package org.xattnbmd.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.sdk.internal.concurrent.Background;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;
import org.xattnbmd.sdk.internal.model.ModelFile;
import org.xattnbmd.sdk.internal.natives.NativeRuntime;

/**
 * A checked model in an ONNX Runtime session. {@link #run} may be called from many threads at once; the owner closes it,
 * once, when no call is in flight.
 */
public final class Network implements AutoCloseable {

    private static final float[] NONE = {};

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelCard card;
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final Set<String> outputNames;
    private final int fixedBatch;
    /** Tensors for the usual number of inputs; at most as many as there ever were runs at the same time. */
    private final Queue<BoundTensors> bound = new ConcurrentLinkedQueue<>();

    /** Rows and columns of the image attention, once a run has shown them. */
    private volatile int[] grid;

    private Network(OrtEnvironment environment, OrtSession session, ModelFile model, int fixedBatch) {
        this.fixedBatch = fixedBatch;
        this.environment = environment;
        this.session = session;
        card = model.card();
        inputs = ModelContract.inputs().stream()
                .filter(model.tensors()::contains)
                .toList();
        outputs = ModelContract.outputs().stream()
                .filter(model.tensors()::contains)
                .toList();
        outputNames = outputs.stream().map(Tensor::tensorName).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Makes the session, on a thread of its own: ONNX Runtime cannot be told to stop while it does. Where the signal stops the
     * waiting, the session is closed when it is made.
     *
     * @param environment got before any other class of ONNX Runtime is touched: each loads its libraries too
     */
    public static Network load(
            ModelFile model, OrtEnvironment environment, boolean cuda, OpenOptions how, StopSignal signal) {
        return Background.start("bmd-session-loading", () -> load(model, environment, cuda, how))
                .await(signal, Network::close);
    }

    private static Network load(ModelFile model, OrtEnvironment environment, boolean cuda, OpenOptions how) {
        return new Network(environment, session(model.bytes(), environment, cuda, how), model, how.fixedBatch());
    }

    /** A session of a checked file, from the buffer's start to its limit. */
    static OrtSession session(ByteBuffer file, OrtEnvironment environment, boolean cuda, OpenOptions how) {
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
            // What was checked is ONNX: ONNX Runtime must not take the bytes for another format by a mark in them.
            options.addConfigEntry("session.load_model_format", "ONNX");
            if (cuda) {
                addCuda(options, how.gpuMemoryBytes());
            }
            // ONNX Runtime reads native memory in place, of an array it makes a copy first.
            return file.isDirect()
                    ? environment.createSession(file.duplicate().rewind(), options)
                    : environment.createSession(array(file), options);
        } catch (OrtException | IllegalStateException e) {
            NativeRuntime.refuseWhileEnding();
            throw SessionFailure.of(e);
        }
    }

    /** The buffer's own array where it is all of it. */
    private static byte[] array(ByteBuffer file) {
        byte[] all = file.array();
        return file.limit() == all.length ? all : Arrays.copyOf(all, file.limit());
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
                    "ONNX Runtime's CUDA provider cannot be loaded: " + SessionFailure.oneLine(e)
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
    public NetworkOutput run(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, StopSignal signal) {
        return fixedBatch == 0 || fixedBatch == n
                ? runOnce(radiographs, clinical, neckBoxes, n, signal)
                : FixedBatches.run(
                        fixedBatch,
                        n,
                        radiographs,
                        clinical,
                        neckBoxes,
                        (pictures, rows, boxes) -> runOnce(pictures, rows, boxes, fixedBatch, signal));
    }

    private NetworkOutput runOnce(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, StopSignal signal) {
        try {
            return n == Math.max(1, fixedBatch) && grid != null
                    ? runBound(radiographs, clinical, neckBoxes, n, signal)
                    : runFree(radiographs, clinical, neckBoxes, n, signal);
        } catch (OrtException e) {
            throw new BmdException(Code.RUN_FAILED, "ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /** A run in tensors of its own, for any number of inputs. */
    private NetworkOutput runFree(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, StopSignal signal)
            throws OrtException {
        FloatBuffer boxes = neckBoxes == null ? toBeFound(FloatBuffer.allocate(4 * n)) : neckBoxes;
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (Tensor input : inputs) {
                FloatBuffer values = input(input, radiographs, clinical, boxes);
                given.put(input.tensorName(), OnnxTensor.createTensor(environment, values, shape(input, n, null)));
            }
            try (OrtSession.Result result = run(given, outputNames, Map.of(), signal)) {
                int[] cells = cells(result);
                for (Tensor output : outputs) {
                    requireShape(output, tensor(result, output).getInfo(), shape(output, n, cells));
                }
                grid = cells;
                return output(tensor -> tensor(result, tensor).getFloatBuffer(), cells);
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /** Rows and columns of the image attention; -1 where the network gave it fewer axes, which {@link #requireShape} refuses. */
    private static int[] cells(OrtSession.Result result) {
        long[] shape = tensor(result, Tensor.IMAGE_ATTENTION).getInfo().getShape();
        return shape.length < 3 ? new int[] {-1, -1} : new int[] {(int) shape[1], (int) shape[2]};
    }

    /** What a network computes can differ from what its file declares. */
    private static void requireShape(Tensor output, TensorInfo received, long[] expected) {
        if (received.type != OnnxJavaType.FLOAT || !Arrays.equals(received.getShape(), expected)) {
            throw new BmdException(
                    Code.MODEL_CONTRACT,
                    "Expected output " + output.tensorName() + " to be float32 of shape " + Arrays.toString(expected)
                            + ", received " + received.type + " of shape " + Arrays.toString(received.getShape())
                            + ".");
        }
    }

    private NetworkOutput runBound(
            FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer neckBoxes, int n, StopSignal signal)
            throws OrtException {
        BoundTensors idle = bound.poll();
        BoundTensors tensors = idle == null ? bind(n) : idle;
        try {
            for (Tensor input : inputs) {
                FloatBuffer values = input(input, radiographs, clinical, neckBoxes);
                if (values == null) {
                    toBeFound(tensors.get(input.tensorName()));
                } else {
                    tensors.set(input.tensorName(), values);
                }
            }
            run(tensors.inputs(), Set.of(), tensors.outputs(), signal).close();
            return output(tensor -> tensors.get(tensor.tensorName()), grid);
        } finally {
            bound.add(tensors);
        }
    }

    private BoundTensors bind(int n) throws OrtException {
        BoundTensors tensors = new BoundTensors(environment);
        for (Tensor input : inputs) {
            tensors.input(input.tensorName(), shape(input, n, grid));
        }
        for (Tensor output : outputs) {
            tensors.output(output.tensorName(), shape(output, n, grid));
        }
        return tensors;
    }

    private static FloatBuffer input(Tensor input, FloatBuffer radiographs, FloatBuffer clinical, FloatBuffer boxes) {
        return switch (input) {
            case RADIOGRAPH -> radiographs;
            case CLINICAL -> clinical;
            case GIVEN_NECK_BOX -> boxes;
            default -> throw new IllegalArgumentException(input + " is no input");
        };
    }

    /** Its shape for n inputs. */
    private long[] shape(Tensor tensor, int n, int[] cells) {
        long[] shape = tensor.shape(card);
        for (int i = 0; i < shape.length; i++) {
            shape[i] = switch (tensor.axes().get(i)) {
                case BATCH -> n;
                case ROW -> cells[0];
                case COLUMN -> cells[1];
                default -> shape[i];
            };
        }
        return shape;
    }

    /** Fills a buffer from its position to its limit, and leaves both where they are. */
    public static FloatBuffer toBeFound(FloatBuffer boxes) {
        for (int i = boxes.position(); i < boxes.limit(); i++) {
            boxes.put(i, Float.NaN);
        }
        return boxes;
    }

    private NetworkOutput output(Function<Tensor, FloatBuffer> of, int[] cells) {
        return new NetworkOutput(
                values(of, Tensor.BMD),
                values(of, Tensor.SPREAD),
                values(of, Tensor.OUTLIER_SCORE),
                values(of, Tensor.CLINICAL_ATTENTION),
                values(of, Tensor.IMAGE_ATTENTION),
                cells[0],
                cells[1],
                outputs.contains(Tensor.NECK_BOX) ? values(of, Tensor.NECK_BOX) : null,
                further(of, Tensor.FURTHER),
                further(of, Tensor.FURTHER_SPREAD));
    }

    private float[] further(Function<Tensor, FloatBuffer> of, Tensor output) {
        return outputs.contains(output) ? values(of, output) : NONE;
    }

    /** @param wanted outputs that ONNX Runtime makes; {@code pinned} are those that it writes in place */
    private OrtSession.Result run(
            Map<String, OnnxTensor> inputs, Set<String> wanted, Map<String, OnnxTensor> pinned, StopSignal signal)
            throws OrtException {
        if (signal == StopSignal.NEVER) {
            return session.run(inputs, wanted, pinned);
        }
        try (OrtSession.RunOptions options = new OrtSession.RunOptions();
                StopSignal.Handle stop = signal.onStop(() -> terminate(options))) {
            return session.run(inputs, wanted, pinned, options);
        } catch (OrtException e) {
            // A run that was told to stop fails with a general code; what it was told is known here only.
            signal.check();
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

    private static OnnxTensor tensor(OrtSession.Result result, Tensor output) {
        OnnxValue value = result.get(output.tensorName()).orElseThrow();
        return (OnnxTensor) value;
    }

    /** All of an output, whose shape was checked when it was made, or is that of the memory it was written to. */
    private static float[] values(Function<Tensor, FloatBuffer> of, Tensor output) {
        FloatBuffer buffer = of.apply(output);
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new BmdException(
                        Code.RESULT_NOT_FINITE,
                        "The model answered with a value in " + output.tensorName()
                                + " that is not finite. Do not use this estimate.");
            }
        }
        return values;
    }

    public String runtimeVersion() {
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
