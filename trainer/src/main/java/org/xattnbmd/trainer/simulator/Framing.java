package org.xattnbmd.trainer.simulator;

/**
 * What part of the body a radiograph has in its field.
 *
 * @param view what it shows
 * @param fieldCm side of the field at the detector
 */
record Framing(View view, double fieldCm) {

    /** A field smaller than this shows half a pelvis, with the measured hip in its middle. */
    private static final double WHOLE_PELVIS_CM = 33;

    /** The field that the configuration asks for, or that of a whole pelvis. */
    static Framing usual(View view, SimulationConfig config) {
        return new Framing(view, view.fieldCm(config));
    }

    boolean half() {
        return fieldCm < WHOLE_PELVIS_CM;
    }
}
