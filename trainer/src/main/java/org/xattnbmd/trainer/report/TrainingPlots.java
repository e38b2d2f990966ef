package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Loss, validation error and learning rate over the epochs. */
final class TrainingPlots {

    private TrainingPlots() {}

    static Markup of(ReportData data) {
        Markup out = new Markup();
        out.open("div", "class", "three");
        out.add(loss(data));
        out.add(error(data));
        out.add(learningRate(data));
        return out.close();
    }

    /** The epoch with the smallest validation error. */
    static Optional<ReportData.Epoch> best(ReportData data) {
        return data.history().stream()
                .filter(e -> Double.isFinite(e.validationMae()))
                .min(Comparator.comparingDouble(ReportData.Epoch::validationMae));
    }

    private static Markup loss(ReportData data) {
        double[] range = range(data, ReportData.Epoch::trainLoss, ReportData.Epoch::validationLoss);
        ReportData.Epoch last = data.history().get(data.history().size() - 1);
        Chart chart = chart(
                data,
                Axis.covering("Loss", Math.min(0, range[0]), range[1], 5),
                "Loss over the epochs, at the end " + Format.ratio(last.trainLoss()) + " in training and "
                        + Format.ratio(last.validationLoss()) + " in validation.");
        chart.curve("curve c0", series(data, ReportData.Epoch::trainLoss));
        chart.curve("curve c1", series(data, ReportData.Epoch::validationLoss));
        chart.note("legend c0 end", chart.xAxis().max(), chart.yAxis().max(), -4, 14, "training");
        chart.note("legend c1 end", chart.xAxis().max(), chart.yAxis().max(), -4, 31, "validation");
        return chart.finish();
    }

    private static Markup error(ReportData data) {
        double[] range = range(data, ReportData.Epoch::validationMae);
        Optional<ReportData.Epoch> best = best(data);
        String words = best.map(e -> "best " + Format.bmdUnit(e.validationMae()) + " at epoch " + e.number())
                .orElse("undefined");
        Chart chart = chart(
                data,
                Axis.covering("Validation MAE (" + Format.UNIT + ")", Math.min(0, range[0]), range[1], 5),
                "Mean absolute error in validation over the epochs, " + words + ".");
        chart.curve("curve c1", series(data, ReportData.Epoch::validationMae));
        best.ifPresent(e -> {
            boolean right = chart.xAxis().fraction(e.number()) > 0.5;
            chart.point("operating", e.number(), e.validationMae(), 4.5, words);
            chart.note(
                    right ? "value end" : "value", e.number(), e.validationMae(), 0, 20, Format.bmd(e.validationMae()));
        });
        return chart.finish();
    }

    private static Markup learningRate(ReportData data) {
        // A power of ten in the axis title keeps its ticks short.
        double peak = data.history().stream()
                .mapToDouble(ReportData.Epoch::learningRate)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double unit = peak > 0 ? Math.pow(10, Math.floor(Math.log10(peak))) : 1;
        String power = peak > 0 ? " (" + Format.scientific(unit).replaceFirst("^.*10", "10") + ")" : "";
        Chart chart = chart(
                data,
                Axis.covering("Learning rate" + power, 0, peak / unit, 4),
                "Learning rate over the epochs, at most " + Format.scientific(peak) + ".");
        chart.curve("curve c2", series(data, e -> e.learningRate() / unit));
        return chart.finish();
    }

    private static Chart chart(ReportData data, Axis y, String summary) {
        List<ReportData.Epoch> history = data.history();
        Axis x = Axis.covering(
                "Epoch",
                history.get(0).number(),
                history.get(history.size() - 1).number(),
                5);
        // Whole epochs only: a short history must not show half ones.
        Axis whole = new Axis("Epoch", Math.floor(x.min()), Math.ceil(x.max()), Math.max(1, Math.ceil(x.step())), 0);
        return new Chart(Chart.Size.SMALL, whole, y, summary, data.simulated());
    }

    private static List<double[]> series(ReportData data, ToDoubleFunction<ReportData.Epoch> of) {
        List<double[]> points = new ArrayList<>();
        data.history().forEach(e -> points.add(new double[] {e.number(), of.applyAsDouble(e)}));
        return points;
    }

    @SafeVarargs
    private static double[] range(ReportData data, ToDoubleFunction<ReportData.Epoch>... columns) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (ToDoubleFunction<ReportData.Epoch> column : columns) {
            for (ReportData.Epoch epoch : data.history()) {
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
