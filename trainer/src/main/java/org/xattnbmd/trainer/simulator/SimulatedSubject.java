package org.xattnbmd.trainer.simulator;

/**
 * One SIMULATED subject: a radiograph, clinical facts and the densitometer's reading.
 *
 * @param id subject identifier, {@code S} and five digits
 * @param repeat which radiograph of this subject, from 0
 * @param leftSide which hip was measured, and is shown or, of a pelvis, asked for
 * @param facts clinical facts; a value that is missing in the manifest is missing here too
 * @param femoralNeckBmd areal BMD in g/cm², Lunar scale, as measured; of a hip with an implant, before it
 * @param origin domains and implant
 */
public record SimulatedSubject(
        String id,
        int repeat,
        boolean leftSide,
        ClinicalFacts facts,
        double femoralNeckBmd,
        SimulatedRadiograph radiograph,
        Origin origin) {

    /** What the radiograph was drawn from. */
    record Origin(SubjectDomains domains, Implant implant) {}
}
