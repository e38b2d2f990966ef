package org.xattnbmd.trainer.robustness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

/**
 * How well a model reads hips and whole pelves of a SIMULATED cohort's test split, each view apart, and whether it turns to
 * the other hip of a pelvis when that one is asked for. Not a test; run its main with a model file and a cohort's folder.
 */
final class ViewsStudy {

    private ViewsStudy() {}

    /** One radiograph as it was read, asked for the measured side and, of a pelvis, for the other one. */
    private record Read(
            ManifestRow row, Radiograph radiograph, BmdEstimate estimate, BmdEstimate other, double spacing) {

        Area truth() {
            double[] b = row.view().neckBox();
            return new Area(
                    (b[0] - b[2]) * radiograph.width(),
                    (b[1] - b[3]) * radiograph.height(),
                    2 * b[2] * radiograph.width(),
                    2 * b[3] * radiograph.height());
        }

        NeckLook.Localised localised() {
            Area truth = truth();
            double m = (PictureReader.CROP_MARGIN - 1) / 2;
            return NeckLook.localised(
                    found(estimate),
                    new Area(
                            truth.x() - m * truth.width(),
                            truth.y() - m * truth.height(),
                            (1 + 2 * m) * truth.width(),
                            (1 + 2 * m) * truth.height()),
                    spacing);
        }

        boolean centreInTrueBox() {
            Area f = found(estimate);
            Area t = truth();
            double x = f.x() + f.width() / 2 - t.x();
            double y = f.y() + f.height() / 2 - t.y();
            return x >= 0 && x <= t.width() && y >= 0 && y <= t.height();
        }

        /** The left hip lies on the viewer's right. */
        boolean onTheHalfOf(BmdEstimate e, Side side) {
            Area f = found(e);
            return f.x() + f.width() / 2 > radiograph.width() / 2.0 == (side == Side.LEFT);
        }

        private static Area found(BmdEstimate e) {
            return e.femoralNeck().orElseThrow(() -> new IllegalArgumentException("the model has no localiser"));
        }
    }

    public static void main(String[] arguments) {
        CohortLayout layout = CohortLayout.read(Path.of(arguments[1]));
        List<Read> hips = new ArrayList<>();
        List<Read> pelves = new ArrayList<>();
        try (BmdEstimator estimator = BmdEstimator.open(Path.of(arguments[0]))) {
            for (ManifestRow row : CohortManifest.read(Path.of(arguments[1]))) {
                if (row.split() == Split.TEST) {
                    Radiograph radiograph = Cohort.radiograph(row);
                    (row.view().pelvis() ? pelves : hips)
                            .add(new Read(
                                    row,
                                    radiograph,
                                    estimator.estimate(radiograph, row.facts().clinical()),
                                    estimator.estimate(
                                            radiograph.withSide(opposite(row)),
                                            row.facts().clinical()),
                                    layout.spacingMillimetres(row)));
                }
            }
        }
        System.out.println("SIMULATED, test split");
        print("hip", hips);
        print("pelvis", pelves);
        System.out.printf(
                Locale.ROOT,
                "pelvis: on the half of the side asked for %.3f; asked for the other side, on that half %.3f%n",
                share(pelves, r -> r.onTheHalfOf(r.estimate(), r.row().view().side()) ? 1 : 0),
                share(pelves, r -> r.onTheHalfOf(r.other(), opposite(r.row())) ? 1 : 0));
    }

    private static Side opposite(ManifestRow row) {
        return row.view().side() == Side.LEFT ? Side.RIGHT : Side.LEFT;
    }

    private static void print(String view, List<Read> reads) {
        double[] errors = reads.stream()
                .mapToDouble(r -> r.localised().centreMillimetres())
                .sorted()
                .toArray();
        RegressionMetrics metrics = RegressionMetrics.of(
                reads.stream().mapToDouble(r -> r.row().bmd()).toArray(),
                reads.stream().mapToDouble(r -> r.estimate().bmd()).toArray());
        System.out.printf(
                Locale.ROOT,
                "%s: n %d, centre in the true box %.3f, centre off by %.1f mm (95th percentile %.1f), scale off by"
                        + " %.1f %%, overlap %.2f, r %.3f, MAE %.3f g/cm²%n",
                view,
                reads.size(),
                share(reads, r -> r.centreInTrueBox() ? 1 : 0),
                Arrays.stream(errors).average().orElseThrow(),
                errors[(int) Math.ceil(0.95 * errors.length) - 1],
                100 * share(reads, r -> Math.abs(Math.log(r.localised().scale()))),
                share(reads, r -> r.localised().overlap()),
                metrics.pearson(),
                metrics.mae());
    }

    private static double share(List<Read> reads, ToDoubleFunction<Read> of) {
        return reads.stream().mapToDouble(of).average().orElseThrow();
    }
}
