package org.xattnbmd.sdk.internal.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ModelCheck.Margin;
import org.xattnbmd.sdk.Radiograph;

/** Is an exam's estimate the same however its greys are stored? */
final class EncodingCheck implements GateCheck {

    @Override
    public String name() {
        return "encoding";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        List<BmdRequest> samples = context.samples();
        double exact = compare(context, findings, samples, Encodings.LOSSLESS, context.margin(Margin.ENCODING));
        double lossy = compare(context, findings, samples, Encodings.LOSSY, context.margin(Margin.ENCODING_LOSSY));
        return findings.figure("lossless", exact)
                .figure("lossy", lossy)
                .summary(
                        "%d exams in %d encodings: within %.5f g/cm2, lossy within %.5f",
                        samples.size(), Encodings.LOSSLESS.size() + Encodings.LOSSY.size(), exact, lossy);
    }

    private static double compare(
            CheckContext context,
            Findings findings,
            List<BmdRequest> samples,
            Map<String, Encodings.Encoding> encodings,
            double margin) {
        BmdEstimator estimator = context.estimator();
        Map<String, Double> worst = new LinkedHashMap<>();
        for (BmdRequest sample : samples) {
            Radiograph radiograph = sample.radiograph();
            double expected = estimator.estimate(radiograph, sample.clinical()).bmd();
            encodings.forEach((name, encoding) -> {
                Radiograph stored = encoding.store(context.pixels(radiograph))
                        .withSide(radiograph.side())
                        .withSpacing(radiograph.spacingMillimetres());
                double bmd = estimator.estimate(stored, sample.clinical()).bmd();
                worst.merge(name, Math.abs(bmd - expected), Math::max);
            });
        }
        worst.forEach((name, difference) -> {
            if (!(difference <= margin)) {
                findings.problem("%s changes an estimate by %.5f g/cm2 (margin %.5f)", name, difference, margin);
            }
        });
        return Collections.max(worst.values());
    }
}
