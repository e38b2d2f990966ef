package org.xattnbmd.trainer.site;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.calibration.LeastSignificantChange;
import org.xattnbmd.trainer.calibration.SiteFit;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.card.Cards;
import org.xattnbmd.trainer.onnx.GoldenTolerance;

/**
 * The card of a site's model: the vendor's, with what the site changed and where it came from.
 *
 * @param source the card that the model file had
 * @param sourceHash SHA-256 of that file
 * @param site the site's name, for people
 * @param created ISO-8601 date or time
 */
record SiteCard(ModelCard source, String sourceHash, String site, String created) {

    private static final String MADE_OF = "site_made_of";
    private static final int SHOWN_OF_HASH = 8;

    SiteCard {
        RefusedValueException.require(
                !source.training().configuration().containsKey(MADE_OF),
                "expected the vendor's model file, received one that was recalibrated already ("
                        + source.training().configuration().get(MADE_OF)
                        + "): a line on a line would be drawn back twice. Recalibrate the file that it was made of");
        RefusedValueException.require(site != null && !site.isBlank(), "expected a name of the site, received none");
    }

    /**
     * What measured subjects said.
     *
     * @param data SHA-256 of the cohort's manifest and description
     */
    record Measured(SiteFit fit, LeastSignificantChange change, SiteFigures figures, String data, boolean simulated) {}

    /**
     * The new card.
     *
     * @param measured null if there were no measured subjects
     * @param trust null for none
     */
    ModelCard card(Measured measured, OutlierLimit limit, TrustLimits trust, List<GoldenVector> golden) {
        Map<String, String> text = new TreeMap<>();
        text.put(
                MADE_OF,
                source.modelId() + " " + source.modelVersion() + ", SHA-256 " + sourceHash
                        + "; the network is the same");
        text.put("site", site + ", " + created);
        text.put("site_outlier_limit", limit.basis());
        text.put("golden_vectors", "computed by ONNX Runtime with the site's graph");
        ModelCard card = source;
        if (measured != null) {
            text.put("site_cohort", "SHA-256 " + measured.data() + (measured.simulated() ? ", SIMULATED" : ""));
            text.put("site_recalibration", line(measured.fit(), source.target()));
            text.put("site_intervals", intervals(measured.fit()));
            text.put(CardText.PRECISION_BASIS, measured.change().basis());
            card = Cards.with(card, measured.figures().with(card.evaluation())).toBuilder()
                    .conformalQuantiles(measured.fit().conformalQuantiles())
                    .leastSignificantChange(measured.change().gramsPerCm2())
                    .simulated(card.simulated() || measured.simulated())
                    .build();
        }
        return Cards.withConfiguration(card, text).toBuilder()
                .outlierThreshold(limit.value())
                .trust(trust)
                .goldenVectors(golden)
                .goldenTolerance(GoldenTolerance.scaled(
                        source, measured == null ? 1 : measured.fit().line().slope()))
                .created(created)
                .intendedUse(source.intendedUse() + " Set to one site, \"" + site + "\": nothing is said of others.")
                .modelVersion(version(measured, limit))
                .build();
    }

    private static String line(SiteFit fit, Target target) {
        return String.format(
                Locale.ROOT,
                "%.3f x estimate %+.4f %s, fitted to %d of the site's subjects%s and drawn back by its chance",
                fit.line().slope(),
                fit.line().offset(),
                target.plainUnit(),
                fit.crossFitted().size(),
                fit.crossFitted().size() < SiteFit.FEWEST_FOR_SLOPE
                        ? " (the offset alone, for want of " + SiteFit.FEWEST_FOR_SLOPE + ")"
                        : "");
    }

    private static String intervals(SiteFit fit) {
        return "residuals of " + fit.crossFitted().size()
                + " subjects from lines fitted to nine tenths without them (cross-conformal); site_ figures likewise";
    }

    /** Of the same source, site and data the same; two sites' files are told apart by it, for people. */
    private String version(Measured measured, OutlierLimit limit) {
        String content = sourceHash + "\n" + site + "\n" + limit.value() + "\n"
                + (measured == null ? "" : measured.data() + measured.fit().line());
        String hash = HexFormat.of().formatHex(Sha256.of(content.getBytes(StandardCharsets.UTF_8)));
        return source.modelVersion() + (source.modelVersion().contains("+") ? "." : "+") + "site."
                + hash.substring(0, SHOWN_OF_HASH);
    }
}
