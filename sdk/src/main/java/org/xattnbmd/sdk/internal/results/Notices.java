package org.xattnbmd.sdk.internal.results;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.Radiograph.Side;

/** What an estimate says in words wherever it goes: into a message, a report or a picture. */
public final class Notices {

    public static final String NOT_A_MEASUREMENT = "Estimated from a radiograph. Not a DXA measurement.";
    public static final String NOT_FOR_DIAGNOSIS = "Not a medical device. Not for diagnosis.";
    public static final String SIMULATED =
            "SIMULATED: the model was trained on simulated subjects. The figures say nothing about a patient.";

    private Notices() {}

    /** What must be said with every figure. */
    public static List<String> of(BmdEstimate estimate) {
        List<String> notices = new ArrayList<>();
        if (estimate.model().simulated()) {
            notices.add(SIMULATED);
        }
        notices.add(NOT_A_MEASUREMENT);
        notices.add(NOT_FOR_DIAGNOSIS);
        return notices;
    }

    /** The estimate's warnings, without that which the notices say. */
    public static List<String> warnings(BmdEstimate estimate) {
        return estimate.warnings().stream()
                .filter(warning -> warning.kind() != Warning.Kind.SIMULATED_MODEL)
                .map(Warning::message)
                .toList();
    }

    /** Which hip, as part of a sentence. */
    public static String side(Side side) {
        return switch (side) {
            case LEFT -> "left";
            case RIGHT -> "right";
            case UNKNOWN -> "side not known";
        };
    }
}
