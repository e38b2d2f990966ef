package org.xattnbmd.trainer.simulator;

/** What a radiograph shows. */
public enum View {
    /** One hip, collimated to the field that the configuration asks for. */
    HIP,
    /** An anteroposterior pelvis with both hips, on a 41 cm field. */
    PELVIS;

    /** Side of a pelvis's field at the detector, cm: both trochanters of a large man, magnified, and the iliac crests. */
    static final double PELVIS_FIELD_CM = 41;

    double fieldCm(SimulationConfig config) {
        return this == HIP ? config.fieldCm() : PELVIS_FIELD_CM;
    }

    /** The view of one subject, from random numbers of its own, so that the share moves nothing else. */
    static View of(SimulationConfig config, long seed, int index) {
        return Rng.stream(seed, index, Rng.Purpose.VIEW).uniform() < config.pelvisShare() ? PELVIS : HIP;
    }
}
