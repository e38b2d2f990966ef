package org.xattnbmd.trainer.site;

import java.util.Locale;
import org.xattnbmd.trainer.evaluation.SplitConformal;

/**
 * The outlier score above which a site's radiographs are warned of. A training run's own limit is the 99th percentile of its
 * subjects; fewer than a hundred pictures cannot show that one, and a limit that follows a few of them would warn of every
 * other new one.
 *
 * @param value the new limit
 * @param basis in words: from which pictures it comes, and what it was
 */
public record OutlierLimit(double value, String basis) {

    /** Fewer pictures leave the limit as it is. */
    public static final int FEWEST = 20;

    /** From here on the 99th percentile is taken, be it higher or lower. */
    public static final int ENOUGH = 99;

    private static final double SHARE_OF_MANY = 0.99;
    private static final double SHARE_OF_FEW = 0.95;

    /**
     * Decides.
     *
     * @param scores of the site's pictures
     * @param before the model's limit
     */
    public static OutlierLimit of(double[] scores, double before) {
        int n = scores.length;
        if (n < FEWEST) {
            return new OutlierLimit(
                    before, "kept as it was: " + n + " pictures, fewer than " + FEWEST + ", say too little");
        }
        if (n >= ENOUGH) {
            return told(SplitConformal.bound(scores, SHARE_OF_MANY), "99th percentile of " + n + " pictures", before);
        }
        double limit = SplitConformal.bound(scores, SHARE_OF_FEW);
        return limit > before
                ? told(limit, "95th percentile of " + n + " pictures, fewer than " + ENOUGH, before)
                : new OutlierLimit(
                        before,
                        "kept as it was: " + n + " pictures, fewer than " + ENOUGH + ", may raise it and did not");
    }

    private static OutlierLimit told(double limit, String source, double before) {
        return new OutlierLimit(limit, String.format(Locale.ROOT, "%s; it was %.3f", source, before));
    }
}
