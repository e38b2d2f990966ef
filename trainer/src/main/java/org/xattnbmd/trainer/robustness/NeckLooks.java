package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.evaluation.AttentionMass;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.Quantiles;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.robustness.NeckLook.Localised;

/** Image attention and localiser against the known boxes of one cohort. */
final class NeckLooks {

    private record Own<T>(String subject, T value) {}

    private final List<Own<NeckLook>> looks = new ArrayList<>();
    private final Bootstrap bootstrap;

    NeckLooks(CohortReadings readings, Bootstrap bootstrap) {
        this.bootstrap = bootstrap;
        for (int i = 0; i < readings.rows().size(); i++) {
            NeckLook look = readings.readings().get(i).neck();
            if (look != null) {
                looks.add(new Own<>(readings.rows().get(i).subjectId(), look));
            }
        }
    }

    /**
     * Attention in a region.
     *
     * @param share mean share of the attention
     * @param chance mean share of an even map
     * @param times share over chance, of the means
     */
    record Share(String name, IntervalFigure share, double chance, IntervalFigure times) {}

    /** Whether any row has a box. */
    boolean known() {
        return !looks.isEmpty();
    }

    int n() {
        return looks.size();
    }

    List<Share> attention() {
        return List.of(
                share("Femoral-neck box, of the picture", NeckLook::ofPicture),
                share("Femoral-neck box, of the map", NeckLook::attention),
                share("Inner half of that box (each side halved), of the map", NeckLook::inner));
    }

    private Share share(String name, Function<NeckLook, AttentionMass> mass) {
        Function<List<Own<NeckLook>>, double[]> means = sample -> {
            double share = meanLook(sample, l -> mass.apply(l).share());
            double chance = meanLook(sample, l -> mass.apply(l).chance());
            return new double[] {share, share / chance, chance};
        };
        double[] values = means.apply(looks);
        List<Interval> intervals = bootstrap.intervals(looks, Own::subject, means);
        return new Share(
                name,
                new IntervalFigure(name, values[0], intervals.get(0)),
                values[2],
                new IntervalFigure(name, values[1], intervals.get(1)));
    }

    /** Whether the model located the neck. */
    boolean localised() {
        return looks.stream().anyMatch(l -> l.value().localiser() != null);
    }

    /** Distance of the box's centres in mm, sorted; NaN where the pixel size is not known. */
    double[] centreErrors() {
        return localiser(Localised::centreMillimetres);
    }

    /** Distance of the box's centres over the true box's side, sorted. */
    double[] centreShares() {
        return localiser(Localised::centreShare);
    }

    private double[] localiser(ToDoubleFunction<Localised> of) {
        return looks.stream()
                .map(l -> l.value().localiser())
                .mapToDouble(of)
                .sorted()
                .toArray();
    }

    /** The localiser's figures; those in mm only where the pixel size is known. */
    List<IntervalFigure> localiserFigures() {
        List<IntervalFigure> figures = new ArrayList<>();
        if (Arrays.stream(centreErrors()).noneMatch(Double::isNaN)) {
            figures.add(figure("Centre error, mean, mm", l -> mean(l, Localised::centreMillimetres)));
            figures.add(figure("Centre error, median, mm", l -> quantile(l, Localised::centreMillimetres, 0.5)));
            figures.add(
                    figure("Centre error, 95th percentile, mm", l -> quantile(l, Localised::centreMillimetres, 0.95)));
            figures.add(figure(
                    "Centre found too far right, mean, mm", l -> mean(l, x -> x.centreErrorX() * x.spacing())));
            figures.add(figure(
                    "Centre found too far down, mean, mm", l -> mean(l, x -> x.centreErrorY() * x.spacing())));
        }
        figures.add(figure("Centre error over the box's side, mean", l -> mean(l, Localised::centreShare)));
        figures.add(figure("Scale, found over true, mean", l -> mean(l, Localised::scale)));
        figures.add(figure("Scale, mean absolute error, share", l -> mean(l, x -> Math.abs(x.scale() - 1))));
        figures.add(figure("Intersection over union, mean", l -> mean(l, Localised::overlap)));
        figures.add(figure("Intersection over union, 5th percentile", l -> quantile(l, Localised::overlap, 0.05)));
        figures.add(figure("Share with at least 0.5", l -> mean(l, x -> x.overlap() >= 0.5 ? 1 : 0)));
        return figures;
    }

    private IntervalFigure figure(String name, ToDoubleFunction<List<Localised>> of) {
        Function<List<Own<NeckLook>>, double[]> metric = sample -> new double[] {
            of.applyAsDouble(sample.stream().map(l -> l.value().localiser()).toList())
        };
        return new IntervalFigure(
                name,
                metric.apply(looks)[0],
                bootstrap.intervals(looks, Own::subject, metric).get(0));
    }

    private static double meanLook(List<Own<NeckLook>> looks, ToDoubleFunction<NeckLook> of) {
        return looks.stream()
                .mapToDouble(l -> of.applyAsDouble(l.value()))
                .average()
                .orElseThrow();
    }

    private static double mean(List<Localised> boxes, ToDoubleFunction<Localised> of) {
        return boxes.stream().mapToDouble(of).average().orElseThrow();
    }

    private static double quantile(List<Localised> boxes, ToDoubleFunction<Localised> of, double p) {
        return Quantiles.ofSorted(boxes.stream().mapToDouble(of).sorted().toArray(), p);
    }
}
