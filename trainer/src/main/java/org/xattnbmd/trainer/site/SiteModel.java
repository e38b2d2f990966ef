package org.xattnbmd.trainer.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.calibration.CalibrationSubjects;
import org.xattnbmd.trainer.calibration.LeastSignificantChange;
import org.xattnbmd.trainer.calibration.Recalibration;
import org.xattnbmd.trainer.calibration.SiteFit;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.heldout.HeldOut;
import org.xattnbmd.trainer.onnx.GoldenCheck;
import org.xattnbmd.trainer.onnx.OnnxNetwork;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * Makes a site's model file of a finished one. The network's weights stay; the site's line ({@link SiteFit}) becomes part of
 * the graph, so that any runtime gives the same answer. Nothing is written before the new file was opened by the SDK, self-test
 * included, and its estimates were found on the line from the old file's.
 */
public final class SiteModel {

    /** So many subjects are estimated with both files through the SDK. */
    private static final int COMPARED = 16;

    private final Path modelFile;
    private final ModelCard card;
    private final SiteCard texts;
    private final OnnxModel model;
    private final int threads;
    private CohortLayout cohort;
    private List<ManifestRow> rows = List.of();
    private Path pictures;

    /**
     * Opens a model as the SDK does, self-test included.
     *
     * @param site name for the card
     * @param created ISO-8601 date or time for the card
     * @param threads that read images
     */
    public SiteModel(Path modelFile, String site, String created, int threads) {
        RefusedValueException.requireThreads(threads);
        this.modelFile = modelFile;
        this.threads = threads;
        try (BmdEstimator estimator = BmdEstimator.open(modelFile)) {
            card = estimator.modelCard();
        }
        if (!card.furtherTargets().isEmpty()) {
            throw new TrainerException(
                    Code.NOT_EXPORTABLE,
                    "The model has further targets ("
                            + card.furtherTargets().stream()
                                    .map(further -> further.target().name())
                                    .collect(Collectors.joining(", "))
                            + "), whose estimates a site's line would not set straight. Expected a model of one target.");
        }
        texts = new SiteCard(card, Sha256.ofNamed(modelFile), site, created);
        model = OnnxModel.read(modelFile);
    }

    /**
     * Gives subjects with a measured BMD: they say slope, offset and intervals.
     *
     * @param splits whose subjects are taken
     * @throws TrainerException {@code COHORT_DESCRIPTION} if they were measured on another scale, {@code COHORT_OTHER} if the
     *     model has learned from them
     */
    public SiteModel cohort(CohortLayout layout, Set<Split> splits) {
        layout.requireTarget(card);
        if (layout.dataHash().equals(card.training().dataHash()) && !splits.equals(Set.of(Split.TEST))) {
            throw new TrainerException(
                    Code.COHORT_OTHER,
                    "The model has learned from this very cohort, whose subjects it estimates better than others. Expected"
                            + " other subjects; or --split test alone.");
        }
        cohort = layout;
        rows = CohortManifest.read(layout.as(card.clinicalFields())).stream()
                .filter(row -> splits.contains(row.split()))
                .toList();
        return this;
    }

    /** Gives radiographs without any measurement, a folder or a table: they say the outlier limit. */
    public SiteModel pictures(Path source) {
        pictures = source;
        return this;
    }

    /**
     * What was written.
     *
     * @param figures of the site's subjects; null without any
     * @param unreadable pictures that the SDK refused, left out
     */
    public record Written(ModelCard card, SiteFigures figures, int unreadable) {}

    /** Fits, checks, and only then writes. */
    public Written write(Path target) {
        RefusedValueException.require(
                cohort != null || pictures != null, "expected a cohort, pictures or both, received neither");
        RefusedValueException.require(
                !target.toAbsolutePath()
                        .normalize()
                        .equals(modelFile.toAbsolutePath().normalize()),
                "expected another file than the model itself: results name it by its hash");
        SiteCard.Measured measured = null;
        double[] scores;
        int unreadable = 0;
        try (OnnxNetwork network = open(model)) {
            Predictions seen = null;
            if (cohort != null) {
                Cohort subjects;
                try (PictureReader reader = PictureReader.of(card.preprocessing(), modelFile)) {
                    subjects = Cohort.load(required(rows), reader, threads);
                }
                seen = network.predict(subjects.data().crops(), clinical(rows));
                measured = measured(network, subjects, seen);
            }
            if (pictures != null) {
                SitePictures own = SitePictures.of(pictures);
                scores = scores(own, network);
                unreadable = own.unreadable();
            } else {
                scores = doubles(seen.outlierScore());
            }
        }
        Recalibration line =
                measured == null ? Recalibration.NONE : measured.fit().line();
        OnnxModel onLine = model.withAffineOutput(Tensor.BMD.tensorName(), line.slope(), line.offset())
                .withAffineOutput(Tensor.SPREAD.tensorName(), line.slope(), 0);
        OutlierLimit limit = OutlierLimit.of(scores, card.outlierThreshold());
        ModelCard changed = texts.card(measured, limit, SiteTrust.of(card, scores, limit), golden(onLine, line));
        byte[] bytes =
                onLine.withMetadata(ModelCard.METADATA_KEY, changed.toJson()).toBytes();
        GoldenCheck.check(bytes, changed);
        compare(bytes, line);
        SafeFiles.writeAtomically(target, out -> out.write(bytes));
        return new Written(changed, measured == null ? null : measured.figures(), unreadable);
    }

    private OnnxNetwork open(OnnxModel of) {
        return OnnxNetwork.open(
                of.toBytes(),
                card.preprocessing().height(),
                card.preprocessing().width());
    }

    private static List<ManifestRow> required(List<ManifestRow> rows) {
        if (rows.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL, "The cohort has no subject in the chosen splits. Choose others by --split.");
        }
        return rows;
    }

    /** As the model's own card codes the fields, which need not be all that this software knows. */
    private float[][] clinical(List<ManifestRow> of) {
        return of.stream().map(row -> row.facts().encoded()).toArray(float[][]::new);
    }

    private SiteCard.Measured measured(OnnxNetwork network, Cohort subjects, Predictions out) {
        CalibrationSubjects people = new CalibrationSubjects(subjects, subjects);
        double quantile = SiteFigures.usualQuantile(card);
        List<Case> before = people.once().stream()
                .map(i -> {
                    ManifestRow row = subjects.rows().get(i);
                    double half = quantile * out.spread()[i];
                    return new Case(
                            row.subjectId(),
                            row.facts().sex(),
                            row.facts().age(),
                            row.bmd(),
                            out.bmd()[i],
                            out.spread()[i],
                            out.bmd()[i] - half,
                            out.bmd()[i] + half);
                })
                .toList();
        SiteFit fit = SiteFit.of(before);
        LeastSignificantChange change = LeastSignificantChange.measurableBy(people)
                ? LeastSignificantChange.ofRepeated((crops, fields) -> network.predict(crops, clinical(rows)), people)
                : new LeastSignificantChange(card.leastSignificantChange(), false, CardText.precisionBasis(card));
        return new SiteCard.Measured(
                fit,
                change.scaled(fit.line().slope()),
                SiteFigures.of(before, fit.crossFitted(), card.target()),
                cohort.dataHash(),
                cohort.simulated());
    }

    private double[] scores(SitePictures own, OnnxNetwork network) {
        List<double[]> parts = new ArrayList<>();
        float[] unknown = new float[card.clinicalFields().size()];
        Arrays.fill(unknown, Float.NaN);
        try (PictureReader reader = PictureReader.of(card.preprocessing(), modelFile)) {
            own.forEachPart(reader, threads, part -> {
                float[][] fields =
                        IntStream.range(0, part.length).mapToObj(i -> unknown).toArray(float[][]::new);
                parts.add(doubles(network.predict(part, fields).outlierScore()));
            });
        }
        double[] scores = parts.stream().flatMapToDouble(DoubleStream::of).toArray();
        if (scores.length < OutlierLimit.FEWEST && cohort == null) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL,
                    "Expected at least " + OutlierLimit.FEWEST + " pictures to set the outlier limit by, received "
                            + scores.length + " that the SDK reads and " + own.unreadable() + " that it does not.");
        }
        return scores;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** The golden inputs with what the new graph makes of them, which must be on the line from what the card had. */
    private List<GoldenVector> golden(OnnxModel onLine, Recalibration line) {
        List<GoldenVector> old = card.goldenVectors();
        try (OnnxNetwork network = open(onLine)) {
            Predictions out = network.predict(GoldenCheck.pictures(old, card), GoldenCheck.rows(old), 1);
            List<GoldenVector> golden = new ArrayList<>();
            for (int i = 0; i < old.size(); i++) {
                GoldenVector v = old.get(i);
                requireClose(out.bmd()[i], line.at(v.bmd()), line);
                golden.add(new GoldenVector(
                        v.radiograph(),
                        v.clinical(),
                        out.bmd()[i],
                        out.spread()[i],
                        v.outlierScore(),
                        v.clinicalAttention()));
            }
            return golden;
        }
    }

    private void requireClose(double received, double expected, Recalibration line) {
        double tolerance = Math.max(1, line.slope()) * card.goldenTolerance();
        if (!(Math.abs(received - expected) <= tolerance)) {
            throw new TrainerException(
                    Code.EXPORT_MISMATCH,
                    "The site's model estimates " + received + " "
                            + card.target().unit() + " where its line from the old estimate gives " + expected
                            + ". Nothing was written.");
        }
    }

    /** Opens the new file as a customer's software would, and holds its estimates of the first subjects against the old file's. */
    private void compare(byte[] bytes, Recalibration line) {
        List<ManifestRow> some = rows.subList(0, Math.min(COMPARED, rows.size()));
        List<OptionalDouble> is = HeldOut.served(bytes, after -> estimates(after, some));
        List<OptionalDouble> was;
        try (BmdEstimator before = HeldOut.open(modelFile)) {
            was = estimates(before, some);
        }
        for (int i = 0; i < some.size(); i++) {
            if (is.get(i).isPresent() && was.get(i).isPresent()) {
                requireClose(is.get(i).getAsDouble(), line.at(was.get(i).getAsDouble()), line);
            }
        }
        if (!some.isEmpty() && is.stream().noneMatch(OptionalDouble::isPresent)) {
            throw new TrainerException(
                    Code.EXPORT_MISMATCH,
                    "Of the first " + some.size() + " subjects the site's model answers none with "
                            + (card.target().hasReference()
                                    ? "a BMD that a femoral neck can have"
                                    : "a value in the range of " + card.target().label())
                            + ". Nothing was written.");
        }
    }

    private static List<OptionalDouble> estimates(BmdEstimator estimator, List<ManifestRow> rows) {
        return rows.stream().map(row -> estimate(estimator, row)).toList();
    }

    /** Empty if the network's answer is out of the target's range, which the SDK refuses. */
    private static OptionalDouble estimate(BmdEstimator estimator, ManifestRow row) {
        try {
            return OptionalDouble.of(estimator
                    .estimate(Cohort.radiograph(row), row.facts().clinical())
                    .bmd());
        } catch (BmdException e) {
            if (e.code() != BmdException.Code.RESULT_OUT_OF_RANGE) {
                throw e;
            }
            return OptionalDouble.empty();
        }
    }
}
