package org.xattnbmd.trainer.plausibility;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.Point;

/** Shows a model a list of radiographs in every {@linkplain Look way}. Takes about a second a radiograph; the same files give the same figures. */
public final class PlausibilityStudy {

    private final PlausibilitySettings settings;

    public PlausibilityStudy(PlausibilitySettings settings) {
        this.settings = settings;
    }

    /**
     * Reads all.
     *
     * @throws org.xattnbmd.trainer.TrainerException {@code MANIFEST_*}, {@code COHORT_TOO_SMALL} for the list; radiographs that
     *     the SDK refuses are counted
     * @throws BmdException {@code MODEL_*}
     */
    public PlausibilityResult run() {
        try (BmdEstimator estimator = BmdEstimator.open(settings.model())) {
            RefusedValueException.require(
                    estimator.modelCard().target().hasReference(),
                    "plausibility judges femoral-neck BMD; the model estimates "
                            + estimator.modelCard().target().label());
            List<MarkedRadiograph> list = MarkedRadiographs.read(
                    settings.list(), settings.folder(), estimator.modelCard().clinicalFields());
            List<PlausibilityResult.Row> rows = new ArrayList<>();
            try (Progress progress = new Progress("look", list.size(), "radiographs")) {
                for (MarkedRadiograph radiograph : list) {
                    rows.add(new PlausibilityResult.Row(radiograph, looks(estimator, radiograph)));
                    progress.step();
                }
            }
            return new PlausibilityResult(settings, estimator.modelCard(), Sha256.ofNamed(settings.model()), rows);
        }
    }

    private Map<Look, LookReading> looks(BmdEstimator estimator, MarkedRadiograph row) {
        List<Look> looks = Look.all().stream().filter(l -> l.appliesTo(row)).toList();
        Map<Look, LookReading> readings = new LinkedHashMap<>();
        Radiograph radiograph;
        try {
            radiograph = read(row);
        } catch (BmdException e) {
            looks.forEach(look -> readings.put(look, LookReading.refused(e)));
            return readings;
        }
        for (Look look : looks) {
            try {
                Look.Shown shown = look.show(row, radiograph);
                readings.put(look, reading(row, shown, estimator.estimate(shown.radiograph(), row.clinical())));
            } catch (BmdException e) {
                readings.put(look, LookReading.refused(e));
            }
        }
        return readings;
    }

    private static Radiograph read(MarkedRadiograph row) {
        Radiograph radiograph = Radiograph.read(row.file());
        return row.side() == Radiograph.Side.UNKNOWN ? radiograph : radiograph.withSide(row.side());
    }

    private LookReading reading(MarkedRadiograph row, Look.Shown shown, BmdEstimate estimate) {
        Optional<Area> box = estimate.femoralNeck();
        if (box.isEmpty() || !row.measurable()) {
            return LookReading.of(estimate, Double.NaN, Double.NaN);
        }
        Area found = box.get();
        Point neck = row.marks().neck().orElseThrow();
        int cropWidth = row.marks().crop().orElseThrow().width();
        double x = (found.x() + found.width() / 2) / shown.scale() - neck.x();
        double y = (found.y() + found.height() / 2) / shown.scale() - neck.y();
        return LookReading.of(
                estimate,
                Math.hypot(x, y) * settings.cropMillimetres() / cropWidth,
                found.width() / shown.scale() / cropWidth);
    }
}
