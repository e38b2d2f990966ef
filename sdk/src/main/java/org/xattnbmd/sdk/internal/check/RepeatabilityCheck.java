package org.xattnbmd.sdk.internal.check;

import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;

/** Is everything in an estimate the same, bit for bit, when it is made again? */
final class RepeatabilityCheck implements GateCheck {

    @Override
    public String name() {
        return "repeatability";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        BmdEstimator estimator = context.estimator();
        List<BmdRequest> samples = context.samples();
        List<BmdEstimate> first = estimates(estimator, samples);
        if (!estimates(estimator, samples).equals(first)) {
            findings.problem("the same session gives another answer the second time");
        }
        try (BmdEstimator second = context.open()) {
            if (!estimates(second, samples).equals(first)) {
                findings.problem("a second session gives another answer");
            }
        }
        return findings.summary("%d exams, bit for bit, in two sessions", samples.size());
    }

    private static List<BmdEstimate> estimates(BmdEstimator estimator, List<BmdRequest> samples) {
        return samples.stream()
                .map(sample -> estimator.estimate(sample.radiograph(), sample.clinical()))
                .toList();
    }
}
