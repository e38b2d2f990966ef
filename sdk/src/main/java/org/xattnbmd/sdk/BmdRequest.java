package org.xattnbmd.sdk;

import java.util.Objects;

/** One radiograph with the clinical facts of the same subject, for {@link BmdEstimator#estimateAll}. Immutable. */
public record BmdRequest(Radiograph radiograph, ClinicalRecord clinical) {

    public BmdRequest {
        Objects.requireNonNull(radiograph, "radiograph");
        Objects.requireNonNull(clinical, "clinical");
    }
}
