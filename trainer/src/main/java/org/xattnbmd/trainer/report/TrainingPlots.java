package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Loss, validation error and learning rate over the epochs.
 *
 * @param history at least one epoch
 */
record TrainingPlots(List<ReportData.Epoch> history, boolean simulated) {

    Markup draw() {
        Markup out = new Markup();
        out.open("div", "class", "three");
        out.add(loss());
        out.add(error());
        out.add(learningRate());
        return out.close();
    }

    /** The epoch with the smallest validation error. */
    Optional<ReportData.Epoch> best() {
        return history.stream()
                .filter(e -> Double.isFinite(e.validationMae()))
                .min(Comparator.comparingDouble(ReportData.Epoch::validationMae));
    }

    private Markup loss() {
        double[] range = range(ReportData.Epoch::trainLoss, ReportData.Epoch::validationLoss);
        ReportData.Epoch last = history.get(history.size() - 1);
        Chart chart = chart(
                Axis.covering("Loss", Math.min(0, range[0]), range[1], 5),
                "Loss over the epochs, at the end " + Format.ratio(last.trainLoss()) + " in training and "
                        + Format.ratio(last.validationLoss()) + " in validation.");
        chart.curve("curve c0", series(ReportData.Epoch::trainLoss));
        chart.curve("curve c1", series(ReportData.Epoch::validationLoss));
        chart.note("legend c0 end", chart.xAxis().max(), chart.yAxis().max(), -4, 14, "training");
        chart.note("legend c1 end", chart.xAxis().max(), chart.yAxis().max(), -4, 31, "validation");
        return chart.finish();
    }

    private Markup error() {
        double[] range = range(ReportData.Epoch::validationMae);
        Optional<ReportData.Epoch> best = best();
        String words = best.map(e -> "best " + Format.bmdUnit(e.validationMae()) + " at epoch " + e.number())
                .orElse("undefined");
        Chart chart = chart(
                Axis.covering("Validation MAE (" + Format.UNIT + ")", Math.min(0, range[0]), range[1], 5),
                "Mean absolute error in validation over the epochs, " + words + ".");
        chart.curve("curve c1", series(ReportData.Epoch::validationMae));
        best.ifPresent(e -> {
            boolean right = chart.xAxis().fraction(e.number()) > 0.5;
            chart.point("operating", e.number(), e.validationMae(), 4.5, words);
            chart.note(
                    right ? "value end" : "value", e.number(), e.validationMae(), 0, 20, Format.bmd(e.validationMae()));
        });
        return chart.finish();
    }

    private Markup learningRate() {
        // A power of ten in the axis title keeps its ticks short.
        double peak = history.stream()
                .mapToDouble(ReportData.Epoch::learningRate)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double unit = peak > 0 ? Math.pow(10, Math.floor(Math.log10(peak))) : 1;
        String power = peak > 0 ? " (" + Format.scientific(unit).replaceFirst("^.*10", "10") + ")" : "";
        Chart chart = chart(
                Axis.covering("Learning rate" + power, 0, peak / unit, 4),
                "Learning rate over the epochs, at most " + Format.scientific(peak) + ".");
        chart.curve("curve c2", series(e -> e.learningRate() / unit));
        return chart.finish();
    }

    private Chart chart(Axis y, String summary) {
        Axis x = Axis.covering(
                "Epoch",
                history.get(0).number(),
                history.get(history.size() - 1).number(),
                5);
        // Whole epochs only: a short history must not show half ones.
        Axis whole = new Axis("Epoch", Math.floor(x.min()), Math.ceil(x.max()), Math.max(1, Math.ceil(x.step())), 0);
        return new Chart(Chart.Size.SMALL, whole, y, summary, simulated);
    }

    private List<double[]> series(ToDoubleFunction<ReportData.Epoch> of) {
        List<double[]> points = new ArrayList<>();
        history.forEach(e -> points.add(new double[] {e.number(), of.applyAsDouble(e)}));
        return points;
    }

    @SafeVarargs
    private final double[] range(ToDoubleFunction<ReportData.Epoch>... columns) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (ToDoubleFunction<ReportData.Epoch> column : columns) {
            for (ReportData.Epoch epoch : history) {
                double value = column.applyAsDouble(epoch);
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        return new double[] {low, high};
    }
}
