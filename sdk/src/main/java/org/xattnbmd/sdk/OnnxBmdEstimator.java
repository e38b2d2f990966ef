package org.xattnbmd.sdk;

import ai.onnxruntime.OrtEnvironment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.RuntimeInfo.Processor;
import org.xattnbmd.sdk.internal.Background;
import org.xattnbmd.sdk.internal.RowWorkers;
import org.xattnbmd.sdk.internal.Workspace;

/** The estimator on ONNX Runtime. Calls hold the read lock while they compute; close takes the write lock. */
final class OnnxBmdEstimator implements BmdEstimator {

    private static final int MAXIMUM_BATCH = 1024;
    private static final int LARGEST_KEPT_BATCH = 16;
    /** Beyond four threads the memory's bandwidth decides, and a helper's start costs more than it brings. */
    private static final int MAXIMUM_HELPERS = 3;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ModelCard card;
    private final boolean takesNeckBox;
    private final Network network;
    private final RuntimeInfo runtime;
    private final EstimateAssembler assembler;
    private final Background<String> hash;
    private final RowWorkers workers;
    /** At most as many as there ever were calls at the same time. */
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

    private boolean closed;

    private final CallRecorder recorder;
    private final DeadlineTimer timer = new DeadlineTimer();

    private OnnxBmdEstimator(
            ModelFile model, Network network, RuntimeInfo runtime, References references, Listener listener) {
        this.recorder = new CallRecorder(listener);
        this.card = model.card();
        this.takesNeckBox = model.takesNeckBox();
        this.network = network;
        this.runtime = runtime;
        this.assembler = new EstimateAssembler(model, references);
        this.hash = model.hash();
        this.workers = new RowWorkers(Math.min(runtime.threads() - 1, MAXIMUM_HELPERS));
    }

    static BmdEstimator open(ModelFile model, OpenOptions options, References references, NativeLoading natives) {
        Device device = options.device();
        Optional<String> missing = natives.missingForCuda();
        if (device == Device.CUDA_REQUIRED && missing.isPresent()) {
            throw RuntimeInfo.noCuda(missing.get());
        }
        boolean cuda = natives.cuda();
        String reason = RuntimeInfo.reason(device, missing);
        Network network;
        try {
            network = loadAndProve(model, natives, cuda, options);
        } catch (BmdException e) {
            if (!cuda) {
                throw e;
            }
            if (device == Device.CUDA_REQUIRED && e.code() == Code.DEVICE_UNAVAILABLE) {
                throw e;
            }
            if (device == Device.CUDA_REQUIRED) {
                throw new BmdException(Code.DEVICE_UNAVAILABLE, "The GPU cannot be used: " + e.getMessage(), e);
            }
            cuda = false;
            reason = "CUDA was found but failed: " + e.getMessage();
            LoggerFactory.getLogger(OnnxBmdEstimator.class)
                    .warn("CUDA cannot be used, running on the processor: {}", e.getMessage());
            network = loadAndProve(model, natives, false, options);
        }
        try {
            RuntimeInfo runtime = new RuntimeInfo(
                    device,
                    cuda ? Processor.CUDA : Processor.CPU,
                    reason,
                    options.threads(),
                    Map.of("onnxruntime", network.runtimeVersion(), "opencv", natives.openCvVersion()));
            return new OnnxBmdEstimator(model, network, runtime, references, options.listener());
        } catch (BmdException e) {
            network.close();
            model.hash().join();
            throw e;
        }
    }

    private static Network loadAndProve(ModelFile model, NativeLoading natives, boolean cuda, OpenOptions options) {
        OrtEnvironment environment = natives.environment();
        // Beside the making of the session, which keeps one processor busy; its first runs need all of them.
        model.hash().begin();
        Network network = null;
        try {
            network = Network.load(model, environment, cuda, options);
            SelfTest.run(network, model.card());
            return network;
        } catch (RuntimeException e) {
            if (network != null) {
                network.close();
            }
            model.hash().join();
            throw e;
        }
    }

    @Override
    public BmdEstimate estimate(Radiograph radiograph, ClinicalRecord clinical) {
        return estimate(radiograph, clinical, Cancellation.NEVER);
    }

    @Override
    public BmdEstimate estimate(Radiograph radiograph, ClinicalRecord clinical, Cancellation cancellation) {
        return estimateAll(List.of(new BmdRequest(radiograph, clinical)), cancellation)
                .get(0);
    }

    @Override
    public List<BmdEstimate> estimateAll(List<BmdRequest> requests) {
        return estimateAll(requests, Cancellation.NEVER);
    }

    @Override
    public List<BmdEstimate> estimateAll(List<BmdRequest> requests, Cancellation cancellation) {
        Objects.requireNonNull(cancellation, "cancellation");
        CallRecorder.Call call = recorder.start(requests.size());
        try {
            List<BmdEstimate> estimates = checked(requests, cancellation, call);
            call.ended(null);
            return estimates;
        } catch (BmdException e) {
            call.ended(e.code());
            throw e;
        }
    }

    private List<BmdEstimate> checked(List<BmdRequest> requests, Cancellation cancellation, CallRecorder.Call call) {
        if (requests.size() > MAXIMUM_BATCH) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected at most " + MAXIMUM_BATCH + " requests, received " + requests.size()
                            + ". Call again with the rest.");
        }
        requests.forEach(request -> Objects.requireNonNull(request, "request"));
        lock.readLock().lock();
        try {
            if (closed) {
                throw new BmdException(
                        Code.ESTIMATOR_CLOSED, "Expected an open estimator, this one was closed. Open another.");
            }
            cancellation.check();
            return requests.isEmpty() ? List.of() : compute(requests, cancellation, call);
        } finally {
            lock.readLock().unlock();
        }
    }

    private List<BmdEstimate> compute(List<BmdRequest> requests, Cancellation cancellation, CallRecorder.Call call) {
        Workspace idle = workspaces.poll();
        Workspace workspace = idle == null ? new Workspace(workers) : idle;
        try {
            return compute(requests, workspace, cancellation, call);
        } finally {
            // One large batch must not hold its memory for good.
            if (requests.size() <= LARGEST_KEPT_BATCH) {
                workspaces.add(workspace);
            }
        }
    }

    private List<BmdEstimate> compute(
            List<BmdRequest> requests, Workspace workspace, Cancellation cancellation, CallRecorder.Call call) {
        int n = requests.size();
        int pixels = card.preprocessing().width() * card.preprocessing().height();
        int fields = card.clinicalFields().size();
        boolean boxesGiven = boxesGiven(requests);
        FloatBuffer rows = workspace.rows(n * fields);
        List<float[]> clinical = new ArrayList<>(n);
        // All records are checked before any picture is worked on: it is cheap, and callers see errors at once.
        for (int i = 0; i < n; i++) {
            clinical.add(requests.get(i).clinical().encode(card.clinicalFields()));
            rows.put(i * fields, clinical.get(i));
        }
        FloatBuffer pictures = workspace.pictures(n * pixels);
        float[] input = workspace.input(pixels);
        List<PreparedRadiograph> prepared = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            cancellation.check();
            prepared.add(PreparedRadiograph.prepare(
                    card.preprocessing(), requests.get(i).radiograph(), workspace, input));
            pictures.put(i * pixels, input);
        }
        FloatBuffer boxes = boxesGiven ? boxes(requests, prepared, workspace) : null;
        call.prepared();
        NetworkOutput output = run(pictures, rows, boxes, n, cancellation);
        call.computed();
        List<BmdEstimate> estimates = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            estimates.add(
                    assembler.assemble(output, i, requests.get(i).radiograph(), prepared.get(i), clinical.get(i)));
        }
        return List.copyOf(estimates);
    }

    private boolean boxesGiven(List<BmdRequest> requests) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).radiograph().neckBox() != null) {
                if (!takesNeckBox) {
                    throw new BmdException(
                            Code.INVALID_ARGUMENT,
                            "Expected radiographs without a box of the femoral neck: this model takes none. Leave it out,"
                                    + " or give a region to look at.");
                }
                return true;
            }
        }
        return false;
    }

    private static FloatBuffer boxes(
            List<BmdRequest> requests, List<PreparedRadiograph> prepared, Workspace workspace) {
        FloatBuffer boxes = Network.toBeFound(workspace.boxes(4 * requests.size()));
        for (int i = 0; i < requests.size(); i++) {
            Radiograph.Region neck = requests.get(i).radiograph().neckBox();
            if (neck != null) {
                boxes.put(4 * i, prepared.get(i).placement().boxOf(neck));
            }
        }
        return boxes;
    }

    private NetworkOutput run(
            FloatBuffer pictures, FloatBuffer rows, FloatBuffer boxes, int n, Cancellation cancellation) {
        if (!cancellation.hasDeadline()) {
            return network.run(pictures, rows, boxes, n, cancellation);
        }
        try (Cancellation.Handle watched = timer.watch(cancellation)) {
            return network.run(pictures, rows, boxes, n, cancellation);
        }
    }

    @Override
    public BmdEstimate.Change followUp(BmdEstimate earlier, BmdEstimate later) {
        String own = assembler.identity().sha256();
        if (!earlier.model().sha256().equals(own) || !later.model().sha256().equals(own)) {
            throw new BmdException(
                    Code.ESTIMATES_NOT_COMPARABLE,
                    "Expected two estimates by this model file, received one by another. Estimate both radiographs again.");
        }
        double difference = later.bmd() - earlier.bmd();
        return new BmdEstimate.Change(
                difference,
                100 * difference / earlier.bmd(),
                card.leastSignificantChange(),
                Math.abs(difference) > card.leastSignificantChange());
    }

    @Override
    public RuntimeInfo runtime() {
        return runtime;
    }

    @Override
    public ModelCard modelCard() {
        return card;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                timer.close();
                hash.join();
                network.close();
                workers.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
