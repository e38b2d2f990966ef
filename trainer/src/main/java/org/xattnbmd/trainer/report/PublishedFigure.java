package org.xattnbmd.trainer.report;

import java.util.List;

/**
 * A figure that a simulated cohort is held against.
 *
 * @param low lower end of what counts as agreement
 * @param high upper end
 * @param text the figure as it is published or chosen
 * @param kind where it comes from
 * @param source the publication, or why this default
 */
record PublishedFigure(double low, double high, String text, Kind kind, String source) {

    /** Where a figure comes from. */
    enum Kind {
        /** Read in the publication that is named. */
        CITATION("citation"),
        /** Common knowledge without a publication at hand: the simulator's own default. */
        DEFAULT("default"),
        /** Differs from the publication on purpose. */
        CHOICE("chosen otherwise");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static PublishedFigure cited(double low, double high, String text, String source) {
        return new PublishedFigure(low, high, text, Kind.CITATION, source);
    }

    static PublishedFigure byDefault(double low, double high, String text, String source) {
        return new PublishedFigure(low, high, text, Kind.DEFAULT, source);
    }

    static PublishedFigure chosen(String text, String source) {
        return new PublishedFigure(Double.NaN, Double.NaN, text, Kind.CHOICE, source);
    }

    /**
     * Whether a figure with its 95 % interval agrees.
     *
     * @param interval lower and upper end
     */
    String verdict(List<Double> interval) {
        if (Double.isNaN(low)) {
            return "not compared";
        }
        if (interval.stream().anyMatch(v -> v.isNaN())) {
            return "too few";
        }
        return interval.get(1) >= low && interval.get(0) <= high ? "agrees" : "differs";
    }
}
