package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The cohort's table: RFC 4180 with a header, lines ended by {@code \n}, empty cells for missing values. */
final class Manifest {

    static final List<String> COLUMNS = List.of(
            "subject_id",
            "image",
            "split",
            "side",
            "age",
            "age_at_scan",
            "sex",
            "height_cm",
            "weight_kg",
            "bmi",
            "alcohol_units_per_week",
            "activity_score",
            "diet_score",
            "smoking",
            "femoral_neck_bmd_g_cm2",
            "neck_x",
            "neck_y",
            "neck_half_width",
            "neck_half_height");

    /** Only where both hips and pelves may occur, so that a cohort of hips keeps its bytes. */
    static final String VIEW = "view";

    private static final String[] SPLIT_OF_TEN = {
        "train", "train", "train", "train", "train", "train", "train", "calibration", "test", "test"
    };

    /** What stays in memory of a subject once its picture is written. */
    record Row(
            String id,
            String image,
            boolean left,
            ClinicalFacts facts,
            double bmd,
            NeckBox box,
            View view,
            byte[] imageSha256) {}

    Row row(SimulatedSubject s, byte[] imageSha256) {
        return new Row(
                s.id(), imagePath(s), s.leftSide(), s.facts(), s.femoralNeckBmd(), s.neckBox(), s.view(), imageSha256);
    }

    private final SimulationConfig config;

    Manifest(SimulationConfig config) {
        this.config = config;
    }

    /** Relative to the manifest; holds nothing but the subject's number and, where there are several, the pose's. */
    String imagePath(SimulatedSubject s) {
        String pose = config.poses() == 1 ? "" : "-" + (s.repeat() + 1);
        return "images/" + s.id() + pose + "." + config.format().extension();
    }

    static List<String> columns(SimulationConfig config) {
        List<String> columns = new ArrayList<>(COLUMNS);
        if (config.pelvisShare() > 0) {
            columns.add(VIEW);
        }
        return columns;
    }

    /** @param rows subject by subject, all poses of one together */
    String render(Row[] rows) {
        Row[] subjects = new Row[rows.length / config.poses()];
        Arrays.setAll(subjects, s -> rows[s * config.poses()]);
        String[] split = splits(subjects);
        StringBuilder out = new StringBuilder(String.join(",", columns(config))).append('\n');
        for (int i = 0; i < rows.length; i++) {
            Row r = rows[i];
            ClinicalFacts f = r.facts();
            List<String> cells = List.of(
                    r.id(),
                    r.image(),
                    split[i / config.poses()],
                    r.left() ? "left" : "right",
                    number(f.age(), 1),
                    number(f.ageAtScan(), 1),
                    f.sex(),
                    number(f.heightCm(), 1),
                    number(f.weightKg(), 1),
                    number(f.bmi(), 1),
                    number(f.alcoholUnitsPerWeek(), 1),
                    number(f.activityScore(), 0),
                    number(f.dietScore(), 2),
                    f.smoking() == null ? "" : f.smoking(),
                    number(r.bmd(), 4),
                    number(r.box().x(), 5),
                    number(r.box().y(), 5),
                    number(r.box().halfWidth(), 5),
                    number(r.box().halfHeight(), 5));
            out.append(String.join(",", cells));
            if (config.pelvisShare() > 0) {
                out.append(',').append(r.view().name().toLowerCase(Locale.ROOT));
            }
            out.append('\n');
        }
        return out.toString();
    }

    /**
     * 70 % training, 10 % calibration, 20 % test: subjects sorted by sex and BMD, each run of ten dealt out at random, so
     * that every part has the same distribution of both.
     */
    String[] splits(Row[] rows) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> rows[i].facts().sex())
                .thenComparing(i -> rows[i].bmd())
                .thenComparing(i -> i));
        String[] split = new String[rows.length];
        for (int start = 0; start < rows.length; start += 10) {
            Rng rng = Rng.stream(config.seed(), start, Rng.Purpose.SPLIT);
            String[] deck = SPLIT_OF_TEN.clone();
            for (int k = deck.length - 1; k > 0; k--) {
                int other = rng.below(k + 1);
                String swap = deck[k];
                deck[k] = deck[other];
                deck[other] = swap;
            }
            for (int k = 0; k < 10 && start + k < rows.length; k++) {
                split[order.get(start + k)] = deck[k];
            }
        }
        return split;
    }

    private static String number(Double value, int digits) {
        return value == null ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
