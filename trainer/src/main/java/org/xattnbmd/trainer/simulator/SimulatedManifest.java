package org.xattnbmd.trainer.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The cohort's table: RFC 4180 with a header, lines ended by {@code \n}, empty cells for missing values. */
final class SimulatedManifest {

    private static final CSVFormat CSV =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

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
            Shown shown,
            byte[] imageSha256) {}

    /** What the picture shows, and from which domains. */
    record Shown(View view, double fieldCm, SimulatedSubject.Origin origin) {}

    Row row(SimulatedSubject s, byte[] imageSha256) {
        return new Row(
                s.id(),
                imagePath(s),
                s.leftSide(),
                s.facts(),
                s.femoralNeckBmd(),
                s.radiograph().neckBox(),
                new Shown(s.radiograph().view(), s.radiograph().fieldCm(), s.origin()),
                imageSha256);
    }

    private final SimulationConfig config;

    SimulatedManifest(SimulationConfig config) {
        this.config = config;
    }

    /** Relative to the manifest; holds nothing but the subject's number and, where there are several, the pose's. */
    String imagePath(SimulatedSubject s) {
        String pose = config.poses() == 1 ? "" : "-" + (s.repeat() + 1);
        return "images/" + s.id() + pose + "." + config.format().extension();
    }

    /** @param rows subject by subject, all poses of one together */
    String render(Row[] rows) {
        Row[] subjects = new Row[rows.length / config.poses()];
        Arrays.setAll(subjects, s -> rows[s * config.poses()]);
        String[] split = splits(subjects);
        List<SimulatedColumn> columns = SimulatedColumn.of(config);
        StringBuilder out = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(out, CSV)) {
            csv.printRecord(columns.stream().map(SimulatedColumn::name));
            for (int i = 0; i < rows.length; i++) {
                SimulatedColumn.Entry entry = new SimulatedColumn.Entry(rows[i], split[i / config.poses()]);
                csv.printRecord(columns.stream().map(column -> column.text().apply(entry)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A string builder can always be written to.", e);
        }
        return out.toString();
    }

    /**
     * 70 % training, 10 % calibration, 20 % test: subjects sorted by sex and BMD, each run of ten dealt out at random, so
     * that every part has the same distribution of both. Hips with an implant are for tests only.
     */
    String[] splits(Row[] rows) {
        String[] split = new String[rows.length];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].shown().origin().implant() == Implant.NONE) {
                order.add(i);
            } else {
                split[i] = "test";
            }
        }
        order.sort(Comparator.comparing((Integer i) -> rows[i].facts().sex())
                .thenComparing(i -> rows[i].bmd())
                .thenComparing(i -> i));
        for (int start = 0; start < order.size(); start += 10) {
            Rng rng = Rng.stream(config.seed(), start, Rng.Purpose.SPLIT);
            String[] deck = SPLIT_OF_TEN.clone();
            for (int k = deck.length - 1; k > 0; k--) {
                int other = rng.below(k + 1);
                String swap = deck[k];
                deck[k] = deck[other];
                deck[other] = swap;
            }
            for (int k = 0; k < 10 && start + k < order.size(); k++) {
                split[order.get(start + k)] = deck[k];
            }
        }
        return split;
    }
}
