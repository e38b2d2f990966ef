package org.xattnbmd.trainer.explanation;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.report.ExplainedRadiograph;
import org.xattnbmd.trainer.report.ExplanationPage;
import org.xattnbmd.trainer.report.TestedMap;
import org.xattnbmd.trainer.report.ValidationPage;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.MeanRadiograph;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;

/**
 * Maps of what the estimates of held-out subjects depend on, from a finished run: integrated gradients, occlusion and attention over
 * the same cells, each tested by deletion. What is taken out is replaced by the mean radiograph of the training subjects, which is also
 * the gradients' baseline; clinical facts and the neck's box are held. Not thread-safe; keeps nothing.
 */
public final class ExplanationStudy {

    private final Path runFolder;
    private final RunRecord run;
    private final List<ManifestRow> rows;
    private final int steps;
    private final int threads;

    /**
     * @param subjects of the test split at most, evenly over the range of what is estimated
     * @param steps of integrated gradients
     * @throws TrainerException {@code COHORT_OTHER} if the run has learned from another cohort, or has seen all splits,
     *     {@code COHORT_TOO_SMALL} if nobody is held out
     * @throws RefusedValueException if a number is not above 0, or the network sees no picture
     */
    public ExplanationStudy(Path runFolder, CohortLayout cohort, int subjects, int steps, int threads) {
        RefusedValueException.require(subjects > 0, "expected at least 1 subject, received " + subjects);
        RefusedValueException.require(steps > 0, "expected at least 1 step, received " + steps);
        RefusedValueException.requireThreads(threads);
        this.runFolder = runFolder;
        this.steps = steps;
        this.threads = threads;
        run = RunFolder.read(runFolder);
        RefusedValueException.require(
                run.setup().network().fusion().usesImage(),
                "the fusion strategy " + run.setup().network().fusion() + " sees no picture that could be explained");
        run.requireHeldOut(cohort);
        rows = ValidationPage.sample(
                CohortManifest.read(cohort).stream()
                        .filter(row -> row.split() == Split.TEST)
                        .toList(),
                subjects);
        if (rows.isEmpty()) {
            throw new TrainerException(Code.COHORT_TOO_SMALL, "The cohort has no subject in the split test.");
        }
    }

    /**
     * Computes everything.
     *
     * @param shown how many of the subjects the page shows with their maps
     */
    public ExplanationPage explain(DeviceChoice device, int shown) {
        RefusedValueException.require(shown > 0, "expected at least 1 picture, received " + shown);
        float[] baseline = MeanRadiograph.read(runFolder, run.setup().preprocessing());
        Cohort cohort;
        try (PictureReader pictures = PictureReader.of(run.setup().preprocessing(), RunFolder.finder(runFolder))) {
            cohort = Cohort.load(rows, pictures, threads);
        }
        List<ExplainedRadiograph> explained = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Gradients off = Gradients.off();
                Progress progress = new Progress("explain", rows.size(), "subjects")) {
            XAttnBmd network = XAttnBmd.create(run.setup().network(), manager);
            NamedParameters.load(
                    network, Safetensors.read(RunFolder.weights(runFolder)).tensors());
            NamedParameters.of(network).values().forEach(parameter -> parameter.freeze(true));
            Predictor.Predictions out = new Predictor(network, manager)
                    .predict(cohort.data().crops(), cohort.data().clinical());
            for (int i = 0; i < rows.size(); i++) {
                float[] box = network.config().localized() ? out.boxes()[i] : null;
                HeldSubject subject =
                        new HeldSubject(network, manager, cohort.data().clinical()[i], box);
                explained.add(explain(cohort, i, subject, new CellGrid(network.config(), box), baseline));
                progress.step(1, "");
            }
        }
        return new ExplanationPage(
                run.data().simulated(), run.data().measured().unit(), steps, Deletions.DRAWS, shown, explained);
    }

    private ExplainedRadiograph explain(Cohort cohort, int i, HeldSubject subject, CellGrid grid, float[] baseline) {
        float[] picture = cohort.data().crops()[i];
        IntegratedGradients.Attribution attribution = new IntegratedGradients(baseline, steps).of(subject, picture);
        Deletions deletions = new Deletions(subject, grid, picture, baseline, attribution.estimate());
        List<TestedMap> maps = new ArrayList<>();
        maps.add(deletions.test("Integrated gradients", grid.sums(attribution.pixels()), true));
        maps.add(deletions.test("Occlusion", deletions.occlusion(), true));
        if (run.setup().network().fusion().attends()) {
            float[] attention = subject.attention(picture);
            maps.add(deletions.test(
                    "Attention",
                    IntStream.range(0, attention.length)
                            .mapToDouble(k -> attention[k])
                            .toArray(),
                    false));
        }
        return new ExplainedRadiograph(
                rows.get(i).facts().caption(),
                new ExplainedRadiograph.Seen(
                        picture, run.setup().network().picture().imageWidth(), grid.region()),
                grid.rows(),
                grid.columns(),
                maps,
                new ExplainedRadiograph.Values(
                        rows.get(i).bmd(), attribution.estimate(), attribution.baselineEstimate(), attribution.sum()));
    }
}
