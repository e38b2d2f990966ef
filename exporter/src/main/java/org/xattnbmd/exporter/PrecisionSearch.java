package org.xattnbmd.exporter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.PrecisionChoice.Cost;
import org.xattnbmd.exporter.PrecisionChoice.Request;
import org.xattnbmd.exporter.PrecisionChoice.Trial;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.precision.Speed;

/** Tries all forms of lower precision on a model and takes the cheapest. */
final class PrecisionSearch {

    static final String FLOAT32 = "float32";

    private final OnnxModel model;
    private final SampleSet calibration;
    private final SampleSet evaluation;
    private final Request request;
    private final Speed.Measurement clock;

    PrecisionSearch(OnnxModel model, SampleSet calibration, Request request, Speed.Measurement clock) {
        this.model = model;
        this.calibration = calibration;
        this.evaluation = request.evaluation() == null ? calibration : request.evaluation();
        this.request = request;
        this.clock = clock;
    }

    /** The forms, none of which may saturate or depends on the processor's kernels. */
    private Map<String, Supplier<OnnxModel>> forms() {
        Map<String, Supplier<OnnxModel>> forms = new LinkedHashMap<>();
        for (int block : new int[] {128, 32}) {
            forms.put(
                    "weights of 4 bits in blocks of " + block,
                    () -> model.quantizeWeights(Int4Options.DEFAULT
                            .withBlockSize(block)
                            .withAccuracyBudget(request.bound())
                            .withSamples(evaluation)));
        }
        for (Int8Activations activations : Int8Activations.values()) {
            Int8Options options = Int8Options.DEFAULT
                    .withActivations(activations)
                    .withAccuracyBudget(request.bound())
                    .withMinimumSpeedup(0)
                    .withEvaluation(evaluation);
            options = options.onlyOperators(activations.operators().toArray(String[]::new));
            Int8Options all = options;
            forms.put("int8, activations " + activations, () -> model.quantizeInt8(calibration, all));
            if (activations != Int8Activations.STATIC_16_BIT) {
                forms.put(
                        "int8, activations " + activations + ", equalised",
                        () -> model.quantizeInt8(calibration, all.withEqualization(0.5)));
            }
        }
        forms.put("float16", () -> model.toFloat16(Float16Options.DEFAULT.withSamples(evaluation)));
        return forms;
    }

    PrecisionChoice run() {
        byte[] before = model.toBytes();
        Map<String, Tensor> sample = SampleSet.feeds(evaluation, model.graph()).get(0);
        List<Trial> trials = new ArrayList<>();
        OnnxModel cheapest = model;
        Trial best = new Trial(FLOAT32, 0, 1, 1, null);
        for (Map.Entry<String, Supplier<OnnxModel>> form : forms().entrySet()) {
            OnnxModel made;
            try {
                made = form.getValue().get();
            } catch (ExportException e) {
                if (e.code() != Code.QUANTIZATION_REFUSED && e.code() != Code.INVALID_REQUEST) {
                    throw e;
                }
                trials.add(refused(form.getKey(), e.getMessage()));
                continue;
            }
            ConversionReport report = made.conversion().orElseThrow();
            if (!(report.rmsRelative() <= request.bound())) {
                trials.add(refused(form.getKey(), "its error is " + report.rmsRelative()));
                continue;
            }
            double speedup = request.cost() == Cost.TIME ? speedup(before, made.toBytes(), sample) : Double.NaN;
            Trial trial = new Trial(form.getKey(), report.rmsRelative(), report.sizeRatio(), speedup, null);
            trials.add(trial);
            if (cheaper(trial, best)) {
                best = trial;
                cheapest = made;
            }
        }
        trials.add(new Trial(FLOAT32, 0, 1, request.cost() == Cost.TIME ? 1 : Double.NaN, null));
        return new PrecisionChoice(cheapest, best.name(), trials);
    }

    private static Trial refused(String name, String why) {
        return new Trial(name, Double.NaN, Double.NaN, Double.NaN, why);
    }

    private double speedup(byte[] before, byte[] after, Map<String, Tensor> sample) {
        Speed.Medians m = ExportException.translating(() -> clock.compare(before, after, sample, request.threads()));
        return m.first() / m.second();
    }

    private boolean cheaper(Trial trial, Trial best) {
        return request.cost() == Cost.TIME ? trial.speedup() > best.speedup() : trial.sizeRatio() < best.sizeRatio();
    }
}
