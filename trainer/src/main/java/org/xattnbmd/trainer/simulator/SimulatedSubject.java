package org.xattnbmd.trainer.simulator;

/**
 * One SIMULATED subject: a radiograph, clinical facts and the densitometer's reading. Owns its pixels; do not change them.
 *
 * @param id subject identifier, {@code S} and five digits
 * @param index position in the cohort, from 0
 * @param repeat which radiograph of this subject, from 0
 * @param leftSide which hip was measured, and is shown or, of a pelvis, asked for
 * @param view what the radiograph shows
 * @param facts clinical facts; a value that is missing in the manifest is missing here too
 * @param femoralNeckBmd areal BMD in g/cm², Lunar scale, as measured
 * @param neckBox where the femoral neck is in the picture
 * @param pixels stored pixel values row by row, unsigned, bone bright
 * @param imageSize side of the square picture
 * @param bitsStored significant bits of a pixel, 10 to 14
 */
public record SimulatedSubject(
        String id,
        int index,
        int repeat,
        boolean leftSide,
        View view,
        ClinicalFacts facts,
        double femoralNeckBmd,
        NeckBox neckBox,
        short[] pixels,
        int imageSize,
        int bitsStored) {}
