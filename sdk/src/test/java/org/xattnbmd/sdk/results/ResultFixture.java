package org.xattnbmd.sdk.results;

import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.BmdEstimate.Interval;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Estimates of known figures and their results. */
final class ResultFixture {

    static final OffsetDateTime TIME = OffsetDateTime.parse("2026-03-01T23:30:15+01:00");
    static final ModelCard CARD = TinyModel.card();
    static final String SHA_256 = "0123456789abcdef".repeat(4);
    static final Area BOX = new Area(80.5, 70, 60, 50);

    private ResultFixture() {}

    static BmdEstimate usable() {
        return estimate(Trust.FINE, true, Optional.of(BOX));
    }

    static BmdEstimate notUsable() {
        return estimate(new Trust(List.of(Trust.Reason.FAR_FROM_TRAINING), 1), true, Optional.of(BOX));
    }

    static BmdEstimate estimate(Trust trust, boolean simulated, Optional<Area> neck) {
        Map<String, Double> attention = new TreeMap<>(Map.of("age", 0.4, "sex", 0.1, "weight_kg", 0.5));
        boolean usable = trust.usable();
        return new BmdEstimate(
                0.7654,
                0.05,
                usable ? -1.96 : Double.NaN,
                CARD.reference(),
                usable ? OptionalDouble.of(-0.4) : OptionalDouble.empty(),
                RoundingMode.HALF_UP,
                usable ? Category.LOW_BONE_MASS : Category.NOT_APPLICABLE,
                usable
                        ? "T-score -2.0: in the range that WHO calls low bone mass."
                        : "Not usable: the radiograph is far from any that the model was trained on.",
                List.of(new Interval(0.9, 0.6804, 0.8504), new Interval(0.95, 0.6604, 0.8704)),
                List.of(),
                attention,
                new AttentionMap(
                        4, 4, Collections.nCopies(16, 1 / 16f), new Area(0, 0, DicomStudy.WIDTH, DicomStudy.HEIGHT)),
                neck,
                List.of(
                        new Warning(Warning.Kind.SIMULATED_MODEL, "SIMULATED model."),
                        new Warning(Warning.Kind.MISSING_FIELDS, "Without a value: height_cm.")),
                new ModelIdentity("tiny", "1.0.0", SHA_256, simulated),
                Optional.of(new OutlierScore(0.61, 1.5, OptionalDouble.of(3))),
                trust);
    }

    static DicomResults results(BmdEstimate estimate, StudyContext study) {
        return results(estimate, study, study.radiograph().side());
    }

    static DicomResults results(BmdEstimate estimate, StudyContext study, Radiograph.Side side) {
        return DicomResults.of(estimate, CARD, study.radiograph().withSide(side), study, TIME);
    }
}
