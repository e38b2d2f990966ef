package org.xattnbmd.exporter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest form of a model whose error stays within a bound, and what was tried for it. Every form keeps to the rule of
 * {@link Int8Scheme#EXACT}: it computes the same on every processor. Immutable.
 *
 * @param model the model in that form; itself where no form is cheaper than float32
 * @param chosen the form's name among the trials
 * @param trials all forms, in the order in which they were tried; the last is float32
 */
public record PrecisionChoice(OnnxModel model, String chosen, List<Trial> trials) {

    /** What a form costs. */
    public enum Cost {
        /** Bytes of the file. */
        SIZE,
        /** Time of a run on this processor, measured in alternation with float32. */
        TIME
    }

    /**
     * One form of the model.
     *
     * @param name the form
     * @param rmsRelative largest root mean square error of an output, relative to the output's own; NaN where refused
     * @param sizeRatio size of the file relative to float32; NaN where refused
     * @param speedup time of float32 divided by that of this form; NaN where it was not measured
     * @param refused why there is no such form within the bound, or null
     */
    public record Trial(
            String name,
            double rmsRelative,
            double sizeRatio,
            double speedup,
            @Nullable String refused) {}

    /**
     * What is asked of a choice.
     *
     * @param bound largest root mean square error of any output, relative to the output's own
     * @param cost what is to be least
     * @param threads threads for measuring time
     * @param evaluation samples to measure the error on; the calibration samples where null
     */
    public record Request(
            double bound, Cost cost, int threads, @Nullable SampleSet evaluation) {

        public Request {
            if (!(bound > 0) || threads < 1) {
                throw new ExportException(
                        ExportException.Code.INVALID_REQUEST,
                        "expected a positive bound and at least one thread, received " + bound + " and " + threads);
            }
        }

        /** The smallest file with an error of at most this, measured on the calibration samples. */
        public static Request smallest(double bound) {
            return new Request(bound, Cost.SIZE, 2, null);
        }

        /** The fastest with an error of at most this, likewise. */
        public static Request fastest(double bound) {
            return new Request(bound, Cost.TIME, 2, null);
        }

        public Request withEvaluation(@Nullable SampleSet samples) {
            return new Request(bound, cost, threads, samples);
        }

        public Request withThreads(int count) {
            return new Request(bound, cost, count, evaluation);
        }
    }

    public PrecisionChoice {
        trials = List.copyOf(trials);
    }
}
