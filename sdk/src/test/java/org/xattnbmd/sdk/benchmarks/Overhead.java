package org.xattnbmd.sdk.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.Turns;

/** What an estimate costs beyond the network: calls taken in turns, so that a busy machine slows all of them alike. */
final class Overhead {

    private Overhead() {}

    static void run(Path model, int rounds, PrintStream out) throws Exception {
        Radiograph radiograph = BenchmarkModel.radiograph();
        ClinicalRecord clinical = BenchmarkModel.clinical();
        try (BareRuntime spinning = BareRuntime.open(model, 2, true);
                BareRuntime sleeping = BareRuntime.open(model, 2, false);
                BmdEstimator estimator = BmdEstimator.builder(model).threads(2).open()) {
            ModelCard card = estimator.modelCard();
            Preprocessing preprocessing = card.preprocessing();
            Turns turns = new Turns()
                    .add("bare OrtSession.run", spinning::run)
                    .add("the same, idle threads asleep", sleeping::run)
                    .add("estimate", () -> estimator.estimate(radiograph, clinical))
                    .add("preprocessing alone", () -> preprocessing.apply(radiograph));
            turns.take(rounds / 5 + 10);
            turns.forget();
            turns.take(rounds);
            turns.print(out);
            out.printf(
                    Locale.ROOT,
                    "estimate / bare, median of pairs: %.3f; / bare asleep: %.3f%n",
                    turns.ratio("estimate", "bare OrtSession.run"),
                    turns.ratio("estimate", "the same, idle threads asleep"));
        }
    }
}
