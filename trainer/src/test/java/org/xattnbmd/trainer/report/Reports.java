package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.SplitConformal;

/** Seeded report data; nothing in it is a result. */
final class Reports {

    static final ReportData.Model MODEL =
            new ReportData.Model("xattn-bmd-demo", "1.0.0", "9f".repeat(32), "ResNet-18 layout, 3 layers, 4 heads");

    /** T-scores of -1 and -2.5 on the GE Lunar scale, g/cm². */
    static final List<Double> THRESHOLDS = List.of(0.899, 0.691);

    private Reports() {}

    static List<Case> cases(int n, double noise, long seed) {
        Random random = new Random(seed);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean female = random.nextBoolean();
            double measured = (female ? 0.82 : 0.94) + 0.13 * random.nextGaussian();
            double spread = noise * (0.7 + 0.6 * random.nextDouble());
            double estimated = 0.88 + 0.85 * (measured - 0.88) + spread * random.nextGaussian();
            double half = 1.7 * spread;
            double age = 70 + 14 * random.nextDouble();
            cases.add(new Case(
                    "subject-" + i,
                    female ? "female" : "male",
                    age,
                    measured,
                    estimated,
                    spread,
                    estimated - half,
                    estimated + half));
        }
        return cases;
    }

    static ReportData.Builder of(String title, ReportData.Model model, boolean simulated, List<Case> cases) {
        return ReportData.builder(title, model, simulated, cases).thresholds(THRESHOLDS);
    }

    static ReportData.Variant variant(String name, String note, List<Case> cases) {
        return ReportData.Variant.of(name, note, cases, THRESHOLDS.get(0));
    }

    static ExampleRadiograph example(int side, long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double bone = Math.exp(-Math.pow((x - y) / (0.2 * side), 2));
                int grey = (int) Math.max(0, Math.min(255, 40 + 150 * bone + 12 * random.nextGaussian()));
                image.getRaster().setSample(x, y, 0, grey);
            }
        }
        float[] attention = new float[64];
        for (int i = 0; i < 64; i++) {
            attention[i] = (float) Math.exp(-(Math.pow(i / 8 - 3.2, 2) + Math.pow(i % 8 - 4.1, 2)) / 3)
                    + 0.05f * random.nextFloat();
        }
        return new ExampleRadiograph(
                "female, 76 years",
                ExampleRadiograph.png(image),
                new ExampleRadiograph.Attention(8, 8, attention, Region.WHOLE),
                Optional.of(new Region(0.3, 0.25, 0.4, 0.4)),
                0.812,
                0.798,
                new Interval(0.71, 0.886));
    }

    static ReportData.Builder builder(int n, boolean simulated) {
        List<Case> cases = cases(n, 0.06, 17);
        ReportData.Builder builder = of("XAttn-BMD held-out evaluation", MODEL, simulated, cases)
                .bootstrap(new Bootstrap(200, 0.95, 5))
                .variant(variant("full", "Image and all clinical fields.", cases))
                .variant(variant(
                        "no image (mean image)", "Every radiograph replaced by the training mean.", cases(n, 0.13, 17)))
                .variant(variant(
                        "no clinical fields (all missing)",
                        "Every clinical field set to missing.",
                        cases(n, 0.09, 17)));
        List<String> fields = List.of(
                "Age (years)",
                "Sex",
                "Weight (kg)",
                "Height (cm)",
                "Body mass index (kg/m²)",
                "Alcohol (units/week)",
                "Activity score (0–100)",
                "Smoking",
                "Prudent diet score");
        double[] shares = {0.17, 0.16, 0.21, 0.1, 0.12, 0.06, 0.07, 0.06, 0.05};
        for (int i = 0; i < shares.length; i++) {
            builder.clinicalAttention(fields.get(i), shares[i]);
        }
        for (int e = 1; e <= 24; e++) {
            double fall = Math.exp(-e / 6.0);
            builder.epoch(new ReportData.Epoch(
                    e,
                    0.05 + 0.5 * fall,
                    0.09 + 0.45 * fall + 0.02 * Math.sin(e * 1.7),
                    0.05 + 0.08 * fall + 0.003 * Math.sin(e * 1.7),
                    e < 3 ? 3e-4 * e / 3 : 1.5e-4 * (1 + Math.cos(Math.PI * (e - 3) / 21.0))));
        }
        return builder.example(example(96, 3))
                .example(example(96, 4))
                .conformal(new SplitConformal(0.9, 60, 1.712))
                .goldenCheck(new ReportData.GoldenCheck(8, 3.1e-7, 1e-5))
                .cohort("Source", "physics-based simulator, seed 42")
                .cohort("Subjects", "400: 280 training, 60 calibration, 60 test")
                .wallTime("Simulate", Duration.ofMillis(61_200))
                .wallTime("Train", Duration.ofSeconds(254))
                .wallTime("Export and check", Duration.ofMillis(5_400))
                .environment("Java", "17.0.12, Linux amd64, 2 processors")
                .environment("Engine", "DJL 0.35.1, PyTorch 2.7.1, CPU")
                .command("./mvnw -B -Pdemo verify");
    }

    static ReportData data() {
        return builder(60, true).build();
    }
}
