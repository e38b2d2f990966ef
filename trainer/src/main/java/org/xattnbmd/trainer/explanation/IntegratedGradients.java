package org.xattnbmd.trainer.explanation;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * Integrated gradients (Sundararajan, Taly and Yan, ICML 2017): the estimate's gradient by each pixel, integrated on the straight way
 * from a baseline picture to the subject's, times how far they differ there. The attributions of all pixels add up to the difference
 * of the two estimates (completeness), but for the error of the sum that stands for the integral.
 */
final class IntegratedGradients {

    private static final int AT_ONCE = 16;

    private final float[] baseline;
    private final int steps;

    /**
     * @param baseline picture in [0, 1]
     * @param steps of the midpoint rule, at least 1
     */
    IntegratedGradients(float[] baseline, int steps) {
        RefusedValueException.require(
                steps > 0, "the steps of integrated gradients must be above 0, received " + steps);
        this.baseline = baseline;
        this.steps = steps;
    }

    /**
     * What each pixel adds to the estimate.
     *
     * @param pixels in the target's unit
     * @param estimate of the subject's picture
     * @param baselineEstimate of the baseline, with the same clinical facts
     */
    record Attribution(double[] pixels, double estimate, double baselineEstimate) {

        /** What the attributions add up to. */
        double sum() {
            double sum = 0;
            for (double pixel : pixels) {
                sum += pixel;
            }
            return sum;
        }

        /** How far that is from the difference of the estimates. */
        double gap() {
            return Math.abs(sum() - (estimate - baselineEstimate));
        }
    }

    Attribution of(PictureFunction subject, float[] picture) {
        double[] sum = new double[picture.length];
        for (int from = 0; from < steps; from += AT_ONCE) {
            List<float[]> some = new ArrayList<>();
            for (int k = from; k < Math.min(steps, from + AT_ONCE); k++) {
                some.add(onTheWay(picture, (k + 0.5) / steps));
            }
            double[] gradients = subject.gradients(some);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradients[i] * (picture[i] - baseline[i]) / steps;
            }
        }
        double[] ends = subject.estimates(List.of(picture, baseline));
        return new Attribution(sum, ends[0], ends[1]);
    }

    private float[] onTheWay(float[] picture, double share) {
        float[] between = new float[picture.length];
        for (int i = 0; i < between.length; i++) {
            between[i] = (float) (baseline[i] + share * (picture[i] - baseline[i]));
        }
        return between;
    }
}
