package org.xattnbmd.sdk.internal.check;

import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.ModelCheck.Margin;
import org.xattnbmd.sdk.internal.session.CudaChoice;

/** Does a GPU compute what the processor does? */
final class CudaCheck implements GateCheck {

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Findings run(CheckContext context) {
        BmdEstimator processor = context.estimator();
        CudaChoice.missing(Device.CUDA_REQUIRED).ifPresent(missing -> {
            throw new NotPossibleException("no CUDA here: " + missing);
        });
        Findings findings = new Findings();
        List<BmdRequest> samples = context.samples();
        double worst = 0;
        try (BmdEstimator gpu = BmdEstimator.builder(context.file())
                .sha256(context.sha256())
                .device(Device.CUDA_REQUIRED)
                .open()) {
            List<BmdEstimate> expected = processor.estimateAll(samples);
            List<BmdEstimate> received = gpu.estimateAll(samples);
            for (int i = 0; i < samples.size(); i++) {
                worst = Math.max(
                        worst, Math.abs(expected.get(i).bmd() - received.get(i).bmd()));
            }
        }
        if (!(worst <= context.margin(Margin.CUDA))) {
            findings.problem(
                    "processor and GPU differ by %.2e g/cm2 (margin %.0e)", worst, context.margin(Margin.CUDA));
        }
        return findings.figure("difference", worst).summary("%d exams within %.1e g/cm2", samples.size(), worst);
    }
}
