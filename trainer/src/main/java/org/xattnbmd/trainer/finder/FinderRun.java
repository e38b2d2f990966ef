package org.xattnbmd.trainer.finder;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.network.NeckFinder;

/** From cohorts whose necks are known to a finder's weights. */
public final class FinderRun {

    /** The finder as others use it. */
    public static final String MODEL = "neck-finder.onnx";

    /** The kept weights. */
    public static final String WEIGHTS = "neck-finder.safetensors";

    /** From where a training goes on. */
    static final String STATE = "last.safetensors";

    /** Of the hips with an implant, which are all in the test split, one in five is held out. */
    private static final int HELD_OUT_IMPLANTS = 5;

    private static final int FEWEST = 64;

    private static final int COMPARED = 8;

    private FinderRun() {}

    /** Whether a training has left weights or a state in a folder. */
    public static boolean begun(Path folder) {
        return Files.exists(folder.resolve(WEIGHTS)) || Files.exists(folder.resolve(STATE));
    }

    /**
     * Trains on the training splits, and on most of the hips with implants, of all cohorts; returns the held-out figures. After
     * every epoch the state is in the folder; where one is there already, training goes on from it and ends with the same bytes
     * as one that was never interrupted.
     *
     * @param startFrom another finder's folder, whose weights training begins with; null for random ones
     */
    public static String run(List<CohortLayout> cohorts, Path folder, FinderSettings settings, Path startFrom) {
        Map<String, Safetensors.Tensor> start = startFrom == null
                ? null
                : Safetensors.read(startFrom.resolve(WEIGHTS)).tensors();
        List<Overview> learn = new ArrayList<>();
        List<Overview> heldOut = new ArrayList<>();
        for (CohortLayout layout : cohorts) {
            List<ManifestRow> rows = CohortManifest.read(layout).stream()
                    .filter(row -> row.view().neckBox() != null)
                    .filter(row -> row.view().implant() || row.split() != Split.TEST)
                    .toList();
            Cohort.forEachImage(rows, settings.threads(), Overview::of, (i, overview) -> {
                List<Overview> part = training(rows.get(i)) ? learn : heldOut;
                part.add(overview);
            });
        }
        if (learn.size() < FEWEST || heldOut.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL,
                    "The finder needs at least " + FEWEST + " radiographs with a neck's box to learn from and some held"
                            + " out, received " + learn.size() + " and " + heldOut.size() + ".");
        }
        FinderState state = new FinderState(folder.resolve(STATE), training(cohorts, settings, startFrom));
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                FinderFit fit = new FinderFit(settings, start, state, manager)) {
            NeckFinder finder = fit.run(new FinderExamples(learn), trained -> {
                new Safetensors(NamedParameters.values(trained), Map.of()).write(folder.resolve(WEIGHTS));
                return FinderFigures.of(trained, heldOut, manager).toString();
            });
            FinderExport.write(
                    finder,
                    settings.search(),
                    heldOut.subList(0, Math.min(COMPARED, heldOut.size())),
                    folder.resolve(MODEL));
            return FinderFigures.of(finder, heldOut, manager).toString();
        }
    }

    /** What else of the settings there is, how it is used and who reads the images, changes no weight. */
    private static String training(List<CohortLayout> cohorts, FinderSettings settings, Path startFrom) {
        String data = cohorts.stream().map(CohortLayout::dataHash).collect(Collectors.joining(", "));
        String start = startFrom == null ? "random weights" : Sha256.ofNamed(startFrom.resolve(WEIGHTS));
        return "cohorts " + data + " from " + start + " by " + settings.schedule() + ", " + settings.optimizer()
                + ", seed " + settings.seed();
    }

    private static boolean training(ManifestRow row) {
        return row.view().implant() ? row.line() % HELD_OUT_IMPLANTS != 0 : row.split() == Split.TRAIN;
    }
}
