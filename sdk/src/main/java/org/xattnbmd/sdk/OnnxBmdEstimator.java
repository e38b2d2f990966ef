package org.xattnbmd.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.concurrent.Lifetime;
import org.xattnbmd.sdk.internal.estimate.CallRecorder;
import org.xattnbmd.sdk.internal.estimate.EstimationPipeline;
import org.xattnbmd.sdk.internal.estimate.EstimationPipeline.Subject;
import org.xattnbmd.sdk.internal.estimate.Usability;

/**
 * The door from the API to the estimation: checks the calls, and keeps them and {@link #close} apart. Calls hold the read
 * lock while they compute; close takes the write lock.
 */
final class OnnxBmdEstimator implements BmdEstimator {

    private static final int MAXIMUM_BATCH = 1024;

    private final Lifetime lifetime = new Lifetime("Expected an open estimator, this one was closed. Open another.");
    private final EstimationPipeline pipeline;
    private final CallRecorder recorder;

    OnnxBmdEstimator(EstimationPipeline pipeline, Listener listener) {
        this.pipeline = pipeline;
        this.recorder = new CallRecorder(listener);
    }

    @Override
    public BmdEstimate estimate(Radiograph radiograph, ClinicalRecord clinical) {
        return estimate(radiograph, clinical, Cancellation.NEVER);
    }

    @Override
    public BmdEstimate estimate(Radiograph radiograph, ClinicalRecord clinical, Cancellation cancellation) {
        return estimateAll(List.of(new BmdRequest(radiograph, clinical)), cancellation)
                .get(0);
    }

    @Override
    public List<BmdEstimate> estimateAll(List<BmdRequest> requests) {
        return estimateAll(requests, Cancellation.NEVER);
    }

    @Override
    public List<BmdEstimate> estimateAll(List<BmdRequest> requests, Cancellation cancellation) {
        Objects.requireNonNull(cancellation, "cancellation");
        CallRecorder.Call call = recorder.start(requests.size());
        try {
            List<BmdEstimate> estimates = checked(requests, cancellation, call);
            call.ended(null);
            return estimates;
        } catch (BmdException e) {
            call.ended(e.code());
            throw e;
        } catch (OutOfMemoryError e) {
            call.ended(Code.RUN_FAILED);
            throw new BmdException(
                    Code.RUN_FAILED,
                    "This process has no memory or threads left for " + requests.size() + " estimate(s) ("
                            + e.getMessage() + "). Raise its limits, or ask for fewer at once.",
                    e);
        }
    }

    private List<BmdEstimate> checked(List<BmdRequest> requests, Cancellation cancellation, CallRecorder.Call call) {
        if (requests.size() > MAXIMUM_BATCH) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected at most " + MAXIMUM_BATCH + " requests, received " + requests.size()
                            + ". Call again with the rest.");
        }
        requests.forEach(request -> Objects.requireNonNull(request, "request"));
        return lifetime.during(() -> {
            cancellation.signal().check();
            return requests.isEmpty() ? List.of() : pipeline.estimate(subjects(requests), cancellation.signal(), call);
        });
    }

    /** All of them are checked before any picture is worked on: it is cheap, and callers see errors at once. */
    private List<Subject> subjects(List<BmdRequest> requests) {
        requests.forEach(request -> pipeline.refuseNeckBox(request.radiograph().view()));
        List<ModelCard.ClinicalField> fields = pipeline.card().clinicalFields();
        List<Subject> subjects = new ArrayList<>(requests.size());
        for (BmdRequest request : requests) {
            subjects.add(
                    new Subject(request.radiograph().view(), request.clinical().encode(fields)));
        }
        return subjects;
    }

    @Override
    public Explanation explain(Radiograph radiograph, ClinicalRecord clinical) {
        return explain(radiograph, clinical, Cancellation.NEVER);
    }

    @Override
    public Explanation explain(Radiograph radiograph, ClinicalRecord clinical, Cancellation cancellation) {
        estimate(radiograph, clinical, cancellation);
        Subject subject =
                subjects(List.of(new BmdRequest(radiograph, clinical))).get(0);
        return lifetime.during(() -> pipeline.explain(subject, cancellation.signal()));
    }

    @Override
    public BmdEstimate.Change followUp(BmdEstimate earlier, BmdEstimate later) {
        String own = pipeline.identity().sha256();
        if (!earlier.model().sha256().equals(own) || !later.model().sha256().equals(own)) {
            throw new BmdException(
                    Code.ESTIMATES_NOT_COMPARABLE,
                    "Expected two estimates by this model file, received one by another. Estimate both radiographs again.");
        }
        Usability.requireComparable(earlier.trust());
        Usability.requireComparable(later.trust());
        double least = pipeline.card().leastSignificantChange();
        double difference = later.bmd() - earlier.bmd();
        return new BmdEstimate.Change(
                difference,
                100 * difference / earlier.bmd(),
                least,
                Math.abs(difference) > least,
                pipeline.card().target().plainUnit());
    }

    @Override
    public RuntimeInfo runtime() {
        return pipeline.runtime();
    }

    @Override
    public ModelCard modelCard() {
        return pipeline.card();
    }

    @Override
    public void close() {
        lifetime.end(pipeline::close);
    }
}
