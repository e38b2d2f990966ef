package org.xattnbmd.sdk.internal.estimate;

import ai.onnxruntime.OrtEnvironment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Explanation;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.NeckFinder.Found;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.internal.clinical.References;
import org.xattnbmd.sdk.internal.concurrent.Background;
import org.xattnbmd.sdk.internal.concurrent.DeadlineTimer;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;
import org.xattnbmd.sdk.internal.estimate.Explainer.Input;
import org.xattnbmd.sdk.internal.model.ModelFile;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.preprocessing.Frame;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;
import org.xattnbmd.sdk.internal.preprocessing.RowWorkers;
import org.xattnbmd.sdk.internal.preprocessing.Workspace;
import org.xattnbmd.sdk.internal.session.CudaChoice;
import org.xattnbmd.sdk.internal.session.FinderNetwork;
import org.xattnbmd.sdk.internal.session.NativeLoading;
import org.xattnbmd.sdk.internal.session.Network;
import org.xattnbmd.sdk.internal.session.NetworkOutput;
import org.xattnbmd.sdk.internal.session.OpenOptions;
import org.xattnbmd.sdk.internal.session.SelfTest;

/**
 * From subjects to estimates: preprocessing, the network, and what its numbers mean. Safe for concurrent use; the owner
 * closes it, once, when no call is in flight.
 */
public final class EstimationPipeline implements AutoCloseable {

    private static final int LARGEST_KEPT_BATCH = 16;
    /** Beyond four threads the memory's bandwidth decides, and a helper's start costs more than it brings. */
    private static final int MAXIMUM_HELPERS = 3;

    /**
     * One subject.
     *
     * @param clinical the card's fields, encoded
     */
    public record Subject(RadiographView view, float[] clinical) {}

    private final ModelCard card;
    private final boolean takesNeckBox;
    private final Network network;
    /** Null where the preprocessing looks for no neck. */
    private final NeckSearch search;

    private final RuntimeInfo runtime;
    private final EstimateAssembler assembler;
    private final Background<String> hash;
    private final RowWorkers workers;
    private final DeadlineTimer timer;
    /** At most as many as there ever were calls at the same time. */
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

    private EstimationPipeline(
            ModelFile model,
            Network network,
            NeckSearch search,
            RuntimeInfo runtime,
            References references,
            Usability usability,
            DeadlineTimer timer) {
        this.timer = timer;
        this.card = model.card();
        this.takesNeckBox = model.tensors().contains(ModelContract.Tensor.GIVEN_NECK_BOX);
        this.network = network;
        this.search = search;
        this.runtime = runtime;
        this.assembler = new EstimateAssembler(model, references, usability);
        this.hash = model.hash();
        this.workers = new RowWorkers(Math.min(runtime.threads() - 1, MAXIMUM_HELPERS));
    }

    /**
     * Loads a checked model where it is to run, and proves it there with the card's golden vectors.
     *
     * @param returnUnusable whether an estimate that is not usable is returned instead of refused
     * @throws BmdException {@code MODEL_*}, {@code NATIVE_LIBRARY}, {@code DEVICE_UNAVAILABLE}, {@code CANCELLED},
     *     {@code DEADLINE_EXCEEDED}
     */
    public static EstimationPipeline open(
            ModelFile model,
            OpenOptions options,
            References references,
            boolean returnUnusable,
            NativeLoading natives,
            StopSignal signal) {
        DeadlineTimer timer = new DeadlineTimer();
        try (StopSignal.Handle watched = signal.hasDeadline() ? timer.watch(signal) : () -> {}) {
            return open(
                    model,
                    options,
                    references,
                    new Usability(model.card().trust(), returnUnusable),
                    natives,
                    signal,
                    timer);
        } catch (RuntimeException | Error e) {
            timer.close();
            throw e;
        }
    }

    private static EstimationPipeline open(
            ModelFile model,
            OpenOptions options,
            References references,
            Usability usability,
            NativeLoading natives,
            StopSignal signal,
            DeadlineTimer timer) {
        CudaChoice choice = natives.choice();
        Network network;
        try {
            network = loadAndProve(model, natives, choice, options, signal);
        } catch (BmdException e) {
            signal.check();
            choice = choice.afterFailure(e);
            network = loadAndProve(model, natives, choice, options, signal);
        }
        NeckSearch search = null;
        try {
            search = model.finder() == null ? null : search(model, natives, options);
            RuntimeInfo runtime = new RuntimeInfo(
                    options.device(),
                    choice.processor(),
                    choice.reason(),
                    options.threads(),
                    Map.of("onnxruntime", network.runtimeVersion(), "opencv", natives.openCvVersion()));
            return new EstimationPipeline(model, network, search, runtime, references, usability, timer);
        } catch (BmdException e) {
            network.close();
            if (search != null) {
                search.close();
            }
            model.hash().join();
            throw e;
        }
    }

    private static NeckSearch search(ModelFile model, NativeLoading natives, OpenOptions options) {
        Preprocessing.Search how = model.card().preprocessing().search();
        return new NeckSearch(how, FinderNetwork.load(model.finder(), how.side(), natives.environment(), options));
    }

    private static Network loadAndProve(
            ModelFile model, NativeLoading natives, CudaChoice choice, OpenOptions options, StopSignal signal) {
        OrtEnvironment environment = natives.environment();
        // Beside the making of the session, which keeps one processor busy; its first runs need all of them.
        model.hash().begin();
        Network network = null;
        try {
            network = Network.load(model, environment, choice.cuda(), options, signal);
            SelfTest.run(network, model.card(), signal);
            return network;
        } catch (RuntimeException e) {
            if (network != null) {
                network.close();
            }
            model.hash().join();
            throw e;
        }
    }

    /**
     * Estimates in the order of the subjects.
     *
     * @param subjects what {@link #refuseNeckBox} let pass
     * @param call told when preprocessing and network are done
     */
    public List<BmdEstimate> estimate(List<Subject> subjects, StopSignal signal, CallRecorder.Call call) {
        Workspace idle = workspaces.poll();
        Workspace workspace = idle == null ? new Workspace(workers) : idle;
        try {
            return estimate(subjects, workspace, signal, call);
        } finally {
            // One large batch must not hold its memory for good.
            if (subjects.size() <= LARGEST_KEPT_BATCH) {
                workspaces.add(workspace);
            }
        }
    }

    private List<BmdEstimate> estimate(
            List<Subject> subjects, Workspace workspace, StopSignal signal, CallRecorder.Call call) {
        int n = subjects.size();
        int pixels = card.preprocessing().width() * card.preprocessing().height();
        int fields = card.clinicalFields().size();
        FloatBuffer rows = workspace.rows(n * fields);
        for (int i = 0; i < n; i++) {
            rows.put(i * fields, subjects.get(i).clinical());
        }
        List<Found> necks = search == null
                ? List.of()
                : search.find(subjects.stream().map(Subject::view).toList(), workspace, signal);
        FloatBuffer pictures = workspace.pictures(n * pixels);
        float[] input = workspace.input(pixels);
        List<PreparedRadiograph> prepared = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            signal.check();
            Frame frame = search == null
                    ? null
                    : Frame.around(
                            necks.get(i).box(), card.preprocessing().search().regionBoxes());
            prepared.add(PreparedRadiograph.prepare(
                    card.preprocessing(), subjects.get(i).view(), frame, workspace, input));
            pictures.put(i * pixels, input);
        }
        FloatBuffer boxes = takesNeckBox ? boxes(subjects, prepared, workspace) : null;
        call.prepared();
        NetworkOutput output = run(pictures, rows, boxes, n, signal);
        call.computed();
        List<BmdEstimate> estimates = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            Subject subject = subjects.get(i);
            Optional<Found> neck = search == null ? Optional.empty() : Optional.of(necks.get(i));
            estimates.add(assembler.assemble(output, i, subject.view(), prepared.get(i), neck, subject.clinical()));
        }
        return List.copyOf(estimates);
    }

    /**
     * Asks the network again and again about one subject, picture and box held.
     *
     * @param subject whose radiograph was estimated from and is usable
     */
    public Explanation explain(Subject subject, StopSignal signal) {
        Workspace workspace = new Workspace(workers);
        float[] picture =
                new float[card.preprocessing().width() * card.preprocessing().height()];
        Frame frame = search == null
                ? null
                : Frame.around(
                        search.find(List.of(subject.view()), workspace, signal)
                                .get(0)
                                .box(),
                        card.preprocessing().search().regionBoxes());
        PreparedRadiograph prepared =
                PreparedRadiograph.prepare(card.preprocessing(), subject.view(), frame, workspace, picture);
        FloatBuffer boxes = takesNeckBox ? boxes(List.of(subject), List.of(prepared), workspace) : null;
        Input given = new Input(picture, subject.clinical());
        NetworkOutput output = run(List.of(given), boxes == null ? null : copy(boxes), workspace, signal);
        // What the network found at first it is told afterwards: a covered part must not move the box.
        float[] held = takesNeckBox ? output.neckBox() : null;
        Explainer explainer = new Explainer(card, inputs -> bmd(run(inputs, held, workspace, signal)), given);
        return explainer.explain(identity(), output, prepared.placement());
    }

    private static float[] copy(FloatBuffer boxes) {
        float[] box = new float[4];
        boxes.get(0, box);
        return box;
    }

    private static double[] bmd(NetworkOutput output) {
        double[] values = new double[output.bmd().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = output.bmd()[i];
        }
        return values;
    }

    /** @param box that all inputs have, or null */
    private NetworkOutput run(List<Input> inputs, float[] box, Workspace workspace, StopSignal signal) {
        signal.check();
        int n = inputs.size();
        FloatBuffer pictures = workspace.pictures(n * inputs.get(0).picture().length);
        FloatBuffer rows = workspace.rows(n * inputs.get(0).row().length);
        FloatBuffer boxes = box == null ? null : workspace.boxes(4 * n);
        for (int i = 0; i < n; i++) {
            pictures.put(i * inputs.get(i).picture().length, inputs.get(i).picture());
            rows.put(i * inputs.get(i).row().length, inputs.get(i).row());
            if (boxes != null) {
                boxes.put(4 * i, box);
            }
        }
        return run(pictures, rows, boxes, n, signal);
    }

    /** @throws BmdException {@code INVALID_ARGUMENT} if the caller gave a box of the neck and the model takes none */
    public void refuseNeckBox(RadiographView view) {
        if (view.neckBox().isPresent() && !takesNeckBox && search == null) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected radiographs without a box of the femoral neck: this model takes none. Leave it out,"
                            + " or give a region to look at.");
        }
    }

    /** The callers' boxes, NaN where there is none; null if nobody gave one. */
    private static FloatBuffer boxes(List<Subject> subjects, List<PreparedRadiograph> prepared, Workspace workspace) {
        FloatBuffer boxes = null;
        for (int i = 0; i < subjects.size(); i++) {
            Optional<RadiographView.Region> neck = subjects.get(i).view().neckBox();
            if (neck.isPresent()) {
                boxes = boxes == null ? Network.toBeFound(workspace.boxes(4 * subjects.size())) : boxes;
                boxes.put(4 * i, prepared.get(i).placement().boxOf(neck.get()));
            }
        }
        return boxes;
    }

    private NetworkOutput run(FloatBuffer pictures, FloatBuffer rows, FloatBuffer boxes, int n, StopSignal signal) {
        if (!signal.hasDeadline()) {
            return network.run(pictures, rows, boxes, n, signal);
        }
        try (StopSignal.Handle watched = timer.watch(signal)) {
            return network.run(pictures, rows, boxes, n, signal);
        }
    }

    /** What it runs on, and why. */
    public RuntimeInfo runtime() {
        return runtime;
    }

    /** The model's card. */
    public ModelCard card() {
        return card;
    }

    /** Which model; the first call waits until its file is hashed. */
    public BmdEstimate.ModelIdentity identity() {
        return assembler.identity();
    }

    @Override
    public void close() {
        timer.close();
        hash.join();
        network.close();
        if (search != null) {
            search.close();
        }
        workers.close();
    }
}
