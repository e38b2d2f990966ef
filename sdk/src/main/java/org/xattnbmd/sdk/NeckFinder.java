package org.xattnbmd.sdk;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.internal.concurrent.Lifetime;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;
import org.xattnbmd.sdk.internal.estimate.NeckSearch;
import org.xattnbmd.sdk.internal.model.FinderCheck;
import org.xattnbmd.sdk.internal.preprocessing.Workspace;
import org.xattnbmd.sdk.internal.session.FinderNetwork;
import org.xattnbmd.sdk.internal.session.NativeLoading;
import org.xattnbmd.sdk.internal.session.OpenOptions;

/**
 * Finds femoral necks on radiographs of any field of view, alone: an ONNX file as the trainer's {@code finder} command writes
 * it. Estimators whose model has preprocessing of version 2 carry one inside and need none of these; the trainer prepares its
 * cohorts with it. Safe for concurrent use; close it when no call is in flight.
 */
public final class NeckFinder implements AutoCloseable {

    private static final long MAXIMUM_BYTES = 1L << 30;

    private final Lifetime lifetime = new Lifetime("Expected an open neck finder, this one was closed.");
    private final byte[] file;
    private final Preprocessing.Search how;
    private final NeckSearch search;

    private NeckFinder(byte[] file, Preprocessing.Search how, FinderNetwork network) {
        this.file = file;
        this.how = how;
        this.search = new NeckSearch(how, network);
    }

    /**
     * What was found.
     *
     * @param box the femoral neck on the picture, in pixels; where the caller gave one, that one; where a closer look showed
     *     nothing at all, one in the picture's middle, with no confidence
     * @param confidence that the neck of the hip that was asked for is there, in [0, 1]
     * @param otherSideConfidence that a neck of the other side is there, in [0, 1]
     * @param implantConfidence that there is an implant in the hip that was asked for, in [0, 1]
     */
    public record Found(Area box, double confidence, double otherSideConfidence, double implantConfidence) {

        public Found {
            Objects.requireNonNull(box, "box");
        }
    }

    /**
     * Opens a finder's file on the CPU, on one thread.
     *
     * @param onnx the finder's own file, or a model that carries one
     * @throws BmdException {@code MODEL_*}, {@code NATIVE_LIBRARY}
     */
    public static NeckFinder open(Path onnx) {
        OpenOptions options = new OpenOptions(Device.CPU, 1, null, 0, 0);
        try (NativeLoading natives = NativeLoading.start(options)) {
            byte[] file = FinderCheck.finder(onnx, MAXIMUM_BYTES);
            Preprocessing.Search how = FinderCheck.search(file);
            FinderNetwork network = FinderNetwork.load(file, how.side(), natives.environment(), options);
            natives.openCvVersion();
            return new NeckFinder(file, how, network);
        }
    }

    /**
     * Looks for the neck of the hip that the radiograph's side names; an unknown side counts as left.
     *
     * @throws BmdException {@code IMAGE_BLANK}, {@code RUN_FAILED}, {@code ESTIMATOR_CLOSED}
     */
    public Found find(Radiograph radiograph) {
        return lifetime.during(() -> search.find(List.of(radiograph.view()), new Workspace(), StopSignal.NEVER)
                .get(0));
    }

    /** How it looks. */
    public Preprocessing.Search search() {
        return how;
    }

    /** Its own ONNX file; a copy. */
    public byte[] toBytes() {
        return file.clone();
    }

    @Override
    public void close() {
        lifetime.end(search::close);
    }
}
