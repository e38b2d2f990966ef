package org.xattnbmd.sdk;

import java.math.RoundingMode;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.clinical.References;
import org.xattnbmd.sdk.internal.clinical.TScores;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;
import org.xattnbmd.sdk.internal.estimate.EstimationPipeline;
import org.xattnbmd.sdk.internal.model.ModelFile;
import org.xattnbmd.sdk.internal.session.NativeLoading;
import org.xattnbmd.sdk.internal.session.OpenOptions;

/**
 * Estimates femoral-neck BMD with one model. Safe for concurrent use: calls from many threads share the network without a
 * lock. Whoever opens it closes it.
 *
 * <p>Before a model is used its file is checked in Java (size, structure, operators, how much memory and computing it takes, no
 * external data, card, contract, hash), and its golden vectors are computed on this machine. A model that fails any of it does not open.
 */
public interface BmdEstimator extends AutoCloseable {

    /**
     * Opens a model on the processor.
     *
     * @throws BmdException {@code MODEL_*}, {@code NATIVE_LIBRARY}, {@code DEADLINE_EXCEEDED}
     */
    static BmdEstimator open(Path model) {
        return builder(model).open();
    }

    /** Sets how a model is opened. */
    static Builder builder(Path model) {
        return new Builder(model);
    }

    /**
     * Estimates from one radiograph and the subject's clinical facts.
     *
     * @throws BmdException {@code CLINICAL_*}, {@code IMAGE_BLANK}, {@code ESTIMATOR_CLOSED}, {@code RUN_FAILED},
     *     {@code RESULT_NOT_FINITE}, {@code RESULT_OUT_OF_RANGE}, {@code NOT_USABLE}
     */
    BmdEstimate estimate(Radiograph radiograph, ClinicalRecord clinical);

    /**
     * As {@link #estimate(Radiograph, ClinicalRecord)}, unless it is cancelled or not done in time.
     *
     * @throws BmdException also {@code CANCELLED}, {@code DEADLINE_EXCEEDED}
     */
    BmdEstimate estimate(Radiograph radiograph, ClinicalRecord clinical, Cancellation cancellation);

    /**
     * Estimates for several subjects in one run of the network, in the order of the requests. If one request is refused,
     * none is computed.
     *
     * @param requests at most 1,024
     */
    List<BmdEstimate> estimateAll(List<BmdRequest> requests);

    /** As {@link #estimateAll(List)}, unless it is cancelled or not done in time; then none is returned. */
    List<BmdEstimate> estimateAll(List<BmdRequest> requests, Cancellation cancellation);

    /**
     * What the estimate of this radiograph and these facts depends on: a map of what moves it when it is covered, beside the attention,
     * both tested by deletion, and other clinical facts. It estimates first, and so refuses what {@link #estimate} refuses. It takes
     * about 84 more runs of the network, and one or two for each known fact, or one for each other category: seconds. It may
     * be called from several threads.
     *
     * @throws BmdException as {@link #estimate(Radiograph, ClinicalRecord)}
     */
    Explanation explain(Radiograph radiograph, ClinicalRecord clinical);

    /**
     * As {@link #explain(Radiograph, ClinicalRecord)}, unless it is cancelled or not done in time.
     *
     * @throws BmdException also {@code CANCELLED}, {@code DEADLINE_EXCEEDED}
     */
    Explanation explain(Radiograph radiograph, ClinicalRecord clinical, Cancellation cancellation);

    /**
     * The change between two estimates of the same hip by this model, and whether it exceeds the least significant change
     * (2.77 times the precision error, from the model's card; ISCD).
     *
     * @throws BmdException {@code ESTIMATES_NOT_COMPARABLE} if one of them was made by another model file, {@code NOT_USABLE} if
     *     one of them is not usable
     */
    BmdEstimate.Change followUp(BmdEstimate earlier, BmdEstimate later);

    /** What it runs on, and why. */
    RuntimeInfo runtime();

    /** The model's card. */
    ModelCard modelCard();

    /** Waits for the calls in flight and frees the network. Closing again does nothing. */
    @Override
    void close();

    /**
     * Told of every call when it ends, on the thread of the call and before it returns: keep it short, and safe for
     * concurrent use. What it throws is logged and does not touch the estimate. Nothing in it concerns a subject.
     */
    @FunctionalInterface
    interface Listener {

        /** One call of {@code estimate} or {@code estimateAll} ended. */
        void callEnded(CallMetrics metrics);
    }

    /**
     * One call in figures.
     *
     * @param requests how many estimates were asked for
     * @param preparation time for clinical records and preprocessing; zero if it was not reached
     * @param network time in the network; zero if it was not reached
     * @param total time from the call to its end
     * @param failure the code with which it was refused or failed
     */
    record CallMetrics(int requests, Duration preparation, Duration network, Duration total, Optional<Code> failure) {}

    /** How to open a model. Not thread-safe. */
    final class Builder {

        private static final long USUAL_MAXIMUM_BYTES = 1L << 30;
        private static final Duration USUAL_TIME = Duration.ofMinutes(5);
        private static final int USUAL_MAXIMUM_THREADS = 4;
        private static final int MAXIMUM_THREADS = 256;
        private static final int MAXIMUM_FIXED_BATCH = 64;
        private static final long LEAST_GPU_MEMORY = 64L << 20;

        private final Path model;
        private Device device = Device.CPU;
        private int threads =
                Math.min(USUAL_MAXIMUM_THREADS, Runtime.getRuntime().availableProcessors());
        private long maximumBytes = USUAL_MAXIMUM_BYTES;
        private String sha256;
        private PublicKey signer;
        private Path nativeCache;
        private long gpuMemoryBytes;
        private int fixedBatch;
        private Listener listener;
        private ModelCard.ReferencePopulation reference;
        private ModelCard.AgeReference ageReference;
        private RoundingMode scoreRounding = RoundingMode.HALF_UP;
        private boolean returnUnusable;

        private Builder(Path model) {
            this.model = Objects.requireNonNull(model, "model");
        }

        /** Where to run; {@link Device#CPU} unless said otherwise. */
        public Builder device(Device newDevice) {
            device = Objects.requireNonNull(newDevice, "device");
            return this;
        }

        /** Threads of the network's operators, 1 to 256; usually one per processor and at most four. */
        public Builder threads(int count) {
            if (count < 1 || count > MAXIMUM_THREADS) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected 1 to " + MAXIMUM_THREADS + " threads, received " + count + ".");
            }
            threads = count;
            return this;
        }

        /** Opens only a file with this SHA-256 (64 hexadecimal digits). */
        public Builder sha256(String hex) {
            if (!hex.matches("[0-9a-fA-F]{64}")) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected a SHA-256 of 64 hexadecimal digits, received " + hex.length() + " characters.");
            }
            sha256 = hex;
            return this;
        }

        /**
         * Opens only a file that the owner of this key signed: beside the model lies a file of the same name with
         * {@code .sig} behind it, which holds the Ed25519 signature of the model's bytes (64 bytes, or their base64).
         *
         * @param key an Ed25519 public key
         */
        public Builder signedBy(PublicKey key) {
            if (!key.getAlgorithm().equals("EdDSA") && !key.getAlgorithm().equals("Ed25519")) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT, "Expected an Ed25519 public key, received " + key.getAlgorithm() + ".");
            }
            signer = key;
            return this;
        }

        /**
         * Where native libraries are unpacked, once per version; the folder must allow execution. Only the first
         * estimator of a JVM decides. On Unix neither it nor a folder on the way may belong to another user or be writable by
         * others. Unless said otherwise: {@code xattn-bmd} in the user's cache folder, or, where that cannot be used, a new
         * folder of this process's own.
         */
        public Builder nativeCache(Path folder) {
            nativeCache = Objects.requireNonNull(folder, "folder");
            return this;
        }

        /**
         * The young adults that T-scores compare with; those of the model's card unless said otherwise. They must be on
         * the scale of the model's densitometer: {@link ModelCard.ReferencePopulation#onScale} converts, and
         * {@link #open} refuses another scale ({@code REFERENCE_SCALE}). Screening decisions do not depend on it.
         */
        public Builder reference(ModelCard.ReferencePopulation youngAdults) {
            reference = Objects.requireNonNull(youngAdults, "youngAdults");
            return this;
        }

        /**
         * People by sex and age, on the scale of the model's densitometer: with it, estimates carry a Z-score, and their
         * statement reads it where WHO's categories do not apply. Without it there are no Z-scores.
         */
        public Builder ageReference(ModelCard.AgeReference peers) {
            ageReference = Objects.requireNonNull(peers, "peers");
            return this;
        }

        /**
         * How T- and Z-scores are brought to the one decimal that is reported, and off which WHO's category is read; as the
         * laboratory does whose reports stand beside these. {@link RoundingMode#HALF_UP}, halves away from zero, unless said
         * otherwise: -2.45 is then reported as -2.5 and reads osteoporosis, where {@link RoundingMode#HALF_EVEN} reports -2.4
         * and low bone mass.
         *
         * @param rounding any but {@link RoundingMode#UNNECESSARY}
         */
        public Builder scoreRounding(RoundingMode rounding) {
            TScores.checkRounding(rounding);
            scoreRounding = rounding;
            return this;
        }

        /**
         * Whether an estimate that is {@linkplain BmdEstimate.Trust.Level#NOT_USABLE not usable} is returned instead of refused
         * ({@code NOT_USABLE}), for research: marked, with its reasons, without category, screening and T-score ({@link
         * BmdEstimate#trust}). Whoever sets it reads {@link BmdEstimate.Trust#level} before anything else. Refused unless said
         * otherwise.
         */
        public Builder returnUnusable(boolean returned) {
            returnUnusable = returned;
            return this;
        }

        /**
         * Most device memory, in bytes, that the network's tensors may take on a GPU; at least 64 MiB. Refused together
         * with {@link Device#CPU}. The CUDA libraries themselves take some hundred MB beside it.
         */
        public Builder gpuMemoryLimit(long bytes) {
            if (bytes < LEAST_GPU_MEMORY) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected a limit of at least " + LEAST_GPU_MEMORY + " bytes, received " + bytes + ".");
            }
            gpuMemoryBytes = bytes;
            return this;
        }

        /**
         * Runs the network always on this many inputs at once, 1 to 64: fewer are filled up, more are split. Every run
         * then has the shape that was warmed up on opening, so that a GPU plans its kernels and memory once; a lone
         * estimate costs as much as a full batch. Unless said otherwise each call runs with as many as it has.
         */
        public Builder fixedBatch(int inputs) {
            if (inputs < 1 || inputs > MAXIMUM_FIXED_BATCH) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected a batch of 1 to " + MAXIMUM_FIXED_BATCH + ", received " + inputs + ".");
            }
            fixedBatch = inputs;
            return this;
        }

        /** Who is told of every call when it ends, for metrics; nobody unless said otherwise. */
        public Builder listener(Listener newListener) {
            listener = Objects.requireNonNull(newListener, "listener");
            return this;
        }

        /** Largest accepted model file; 1 GiB unless said otherwise. */
        public Builder maximumModelBytes(long bytes) {
            if (bytes < 1 || bytes > Integer.MAX_VALUE - 8) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT, "Expected a cap of 1 byte to 2 GiB, received " + bytes + ".");
            }
            maximumBytes = bytes;
            return this;
        }

        /**
         * Checks, loads and proves the model; given up after five minutes.
         *
         * @throws BmdException {@code MODEL_*}, {@code NATIVE_LIBRARY}, {@code DEVICE_UNAVAILABLE}, {@code REFERENCE_SCALE},
         *     {@code RUN_FAILED} if there are no threads or memory for it, {@code DEADLINE_EXCEEDED}
         */
        public BmdEstimator open() {
            return open(Cancellation.after(USUAL_TIME));
        }

        /**
         * As {@link #open()}, unless it is cancelled or not done in time. While ONNX Runtime makes its session it cannot be
         * stopped: the call returns, and the session is closed when it is made.
         *
         * @throws BmdException also {@code CANCELLED}, {@code DEADLINE_EXCEEDED}
         */
        public BmdEstimator open(Cancellation cancellation) {
            Objects.requireNonNull(cancellation, "cancellation");
            try {
                return open(cancellation.signal());
            } catch (OutOfMemoryError e) {
                throw new BmdException(
                        Code.RUN_FAILED,
                        "This process got no more threads or memory to open the model (" + e.getMessage()
                                + "). Raise its limits.",
                        e);
            }
        }

        private BmdEstimator open(StopSignal signal) {
            signal.check();
            if (gpuMemoryBytes > 0 && device == Device.CPU) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected a CUDA device together with a GPU memory limit, received CPU. Leave the limit out.");
            }
            OpenOptions options = new OpenOptions(device, threads, nativeCache, gpuMemoryBytes, fixedBatch);
            try (NativeLoading natives = NativeLoading.start(options)) {
                ModelFile file = ModelFile.read(model, maximumBytes, sha256, signer);
                References references = References.of(file.card(), reference, ageReference, scoreRounding);
                return new OnnxBmdEstimator(
                        EstimationPipeline.open(file, options, references, returnUnusable, natives, signal), listener);
            }
        }
    }
}
