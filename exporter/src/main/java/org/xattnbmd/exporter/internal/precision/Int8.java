package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Quantises a model to int8, leaves the most sensitive layers in float32, and proves accuracy and speed. */
public final class Int8 {

    /** How much more error than that of full ranges in exact arithmetic is taken for speed. */
    private static final double MARGIN = 1.1;

    private final Int8Settings settings;
    private final Int8Form form;
    private final Baseline baseline;
    private final List<String> notes = new ArrayList<>();

    private Int8(
            Graph original,
            Int8Settings settings,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation) {
        this.settings = settings;
        Graph prepared = original;
        if (settings.equalization() > 0) {
            requireSamples(calibration);
            Equalization.Equalized equal = Equalization.apply(original, calibration, settings.equalization());
            prepared = equal.graph();
            notes.add(equal.activations() + " activations were equalised");
        }
        this.form = settings.activations() == ActivationForm.DYNAMIC
                ? new DynamicInt8(prepared, settings, calibration)
                : new StaticInt8(prepared, settings, calibration);
        this.baseline = new Baseline(original, evaluation);
    }

    /**
     * @param calibration inputs by name, at least one; for activations that are quantised while the model runs, empty where
     *     there are none that look like the model's inputs
     * @param evaluation likewise, at least one
     */
    public static Conversion quantize(
            Graph original,
            Int8Settings settings,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation) {
        return quantize(original, settings, calibration, evaluation, Speed::compare);
    }

    /** The same with a clock of the caller's. */
    public static Conversion quantize(
            Graph original,
            Int8Settings settings,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation,
            Speed.Measurement clock) {
        return new Int8(original, settings, calibration, evaluation).run(clock);
    }

    private Conversion run(Speed.Measurement clock) {
        Layout layout = form.exact() == null ? form.fullRange() : exactLayout();
        List<String> layers = form.selection().names();
        Set<String> required = form.selection().required();
        LayerChoice choice = LayerChoice.within(
                settings.limits().accuracyBudget(), layers, required, baseline, names -> form.quantized(names, layout));
        PairSums sums = IntegerProductSums.of(choice.graph());
        if (form.exact() != null && sums.saturating().stream().anyMatch(choice.layers()::contains)) {
            throw new IllegalStateException("expected sums that cannot saturate: " + sums);
        }
        byte[] after = ModelWriter.write(choice.graph(), Map.of());
        notes.add(0, form.inWords(choice.layers(), layout));
        double speedup = Double.NaN;
        if (settings.limits().minimumSpeedup() > 0) {
            Speed.Medians m = clock.compare(
                    baseline.model(),
                    after,
                    baseline.firstSample(),
                    settings.limits().threads());
            speedup = m.first() / m.second();
            notes.add(String.format(
                    Locale.ROOT,
                    "median of one run with %d threads: %.2f ms in float32, %.2f ms in int8",
                    settings.limits().threads(),
                    m.first(),
                    m.second()));
            requireFaster(speedup);
        }
        return new Conversion(
                choice.graph(),
                choice.errors(),
                new Conversion.Size(baseline.model().length, after.length),
                choice.nodes(layers, form.selection().kept()),
                speedup,
                sums,
                notes);
    }

    private static void requireSamples(List<Map<String, Tensor>> calibration) {
        if (calibration.isEmpty()) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected calibration samples, from which channels are equalised, received none");
        }
    }

    private void requireFaster(double speedup) {
        if (speedup <= 1 || speedup < settings.limits().minimumSpeedup()) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "expected at least %.2f times the speed of float32, received %.2f; this processor or model"
                                    + " gains too little from int8",
                            Math.max(1, settings.limits().minimumSpeedup()),
                            speedup));
        }
    }

    /**
     * The exact layout with as few layers widened as keep the error within a tenth of what full ranges give in exact
     * arithmetic, and within the budget. With all widened, it is what full ranges give.
     */
    private Layout exactLayout() {
        double goal = Math.min(settings.limits().accuracyBudget(), MARGIN * error(form.fullRange()));
        int widened = LayerChoice.fewest(
                -1, form.exact().size(), n -> error(form.exact().widened(n)) <= goal);
        return form.exact().widened(widened);
    }

    private double error(Layout layout) {
        return baseline.error(form.quantized(form.selection().names(), layout));
    }
}
