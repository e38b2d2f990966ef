package org.xattnbmd.sdk.internal.results.dicom;

import org.xattnbmd.sdk.BmdEstimate;

/**
 * The axis of BMD with its marks above and figures below, the prediction intervals as bars, the reported one before the wider ones, and
 * the estimate as a line across them. Lengths are the surface's own.
 *
 * @param left where the axis begins
 * @param width of the axis
 */
record IntervalBar(double left, double width, Lengths lengths, Colours colours) {

    /** What can be drawn on. */
    interface Surface {

        void line(double x0, double y0, double x1, double y1, double thickness, int colour);

        void fill(double left, double top, double right, double bottom, int colour);

        /** A word in the axis's colour, centred here, above the axis or below it. */
        void word(double centre, boolean above, String word);
    }

    /**
     * How far things reach above and below the axis, and how thick lines are.
     *
     * @param mark of a T-score's mark
     * @param reported of the reported interval's bar
     * @param wider of the other bars
     * @param estimate of the estimate's line
     * @param tick where a figure's tick ends
     * @param thin of the axis and its marks
     * @param thick of the estimate's line
     */
    record Lengths(
            double mark, double reported, double wider, double estimate, double tick, double thin, double thick) {}

    /** What is drawn in which colour. */
    record Colours(int axis, int reported, int wider, int estimate) {}

    /** Draws it with the axis at a height. */
    void draw(BmdEstimate estimate, double y, Surface surface) {
        BmdScale scale = BmdScale.of(estimate);
        for (BmdScale.Mark mark : scale.marksInside()) {
            double x = x(scale, mark.at());
            surface.line(x, y - lengths.mark, x, y + lengths.mark, lengths.thin, colours.axis);
            surface.word(x, true, mark.word());
        }
        surface.line(left, y, left + width, y, lengths.thin, colours.axis);
        for (BmdEstimate.Interval interval : BmdScale.bars(estimate)) {
            boolean reported = interval.equals(estimate.interval());
            double half = reported ? lengths.reported : lengths.wider;
            surface.fill(
                    x(scale, interval.lower()),
                    y - half,
                    x(scale, interval.upper()),
                    y + half,
                    reported ? colours.reported : colours.wider);
        }
        double place = x(scale, estimate.bmd());
        surface.line(place, y - lengths.estimate, place, y + lengths.estimate, lengths.thick, colours.estimate);
        for (BmdScale.Mark tick : scale.ticks()) {
            double x = x(scale, tick.at());
            surface.line(x, y + lengths.mark, x, y + lengths.tick, lengths.thin, colours.axis);
            surface.word(x, false, tick.word());
        }
    }

    private double x(BmdScale scale, double bmd) {
        return left + width * scale.place(bmd);
    }
}
