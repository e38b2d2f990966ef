package org.xattnbmd.sdk.internal.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ModelCheck.Margin;

/** Is an estimate the same alone and in company, whatever the company and the place in it? */
final class BatchCheck implements GateCheck {

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        List<BmdRequest> samples = new ArrayList<>(context.samples());
        if (samples.size() < 2) {
            throw new NotPossibleException("a batch needs at least two exams; give references");
        }
        double worst = 0;
        for (int order = 0; order < 2; order++) {
            List<BmdEstimate> together = context.estimator().estimateAll(samples);
            for (int i = 0; i < samples.size(); i++) {
                BmdRequest sample = samples.get(i);
                double alone = context.estimator()
                        .estimate(sample.radiograph(), sample.clinical())
                        .bmd();
                worst = Math.max(worst, Math.abs(together.get(i).bmd() - alone));
            }
            Collections.reverse(samples);
        }
        if (!(worst <= context.margin(Margin.BATCH))) {
            findings.problem(
                    "an estimate changes by %.2e g/cm2 with its batch (margin %.0e)",
                    worst, context.margin(Margin.BATCH));
        }
        return findings.figure("difference", worst)
                .summary("batches of %d and 1 within %.1e g/cm2", samples.size(), worst);
    }
}
