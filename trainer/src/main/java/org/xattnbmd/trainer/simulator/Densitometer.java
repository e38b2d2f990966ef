package org.xattnbmd.trainer.simulator;

/**
 * Measures the areal BMD of the femoral neck on the Lunar scale: parallel rays at two effective energies (40 and 60 keV),
 * a soft-tissue baseline beside the bone, bone-edge detection in a box 1.5 cm long across the neck, mineral over area.
 * The leg is positioned anew (rotation SD 2.5°, box SD 0.8 mm), which with the instrument's own error gives a precision
 * near the 0.014–0.02 g/cm² found in practice (Hind 2010; Krueger 2014).
 */
final class Densitometer {

    private static final double STEP = 0.06;
    private static final double BOX_LENGTH = 1.5;
    private static final int LOW = 1;
    private static final int HIGH = 3;
    private static final double BONE_EDGE = 0.12;
    /** g/cm² on the Lunar scale for one g/cm² of hydroxyapatite; chosen so that the cohort's means meet the cited ones. */
    static final double LUNAR_PER_HYDROXYAPATITE = 1.19;

    private static final double INSTRUMENT_SD = 0.007;

    private Densitometer() {}

    /** One scan: repositioned, with instrument error. */
    static double measure(Phantom phantom, Rng rng) {
        double rotation = rng.normal(0, 2.5);
        double shift = rng.normal(0, 0.08);
        double fatSlope = rng.normal(0, 0.008);
        double reading = scan(phantom, rotation, shift, fatSlope);
        return reading + rng.normal(0, INSTRUMENT_SD);
    }

    /**
     * The reading without instrument error.
     *
     * @param rotation external rotation of the leg in degrees from the neck lying parallel to the table
     * @param shift of the box along the neck in cm
     * @param fatSlope how much the share of fat over the bone differs from that beside it
     */
    static double scan(Phantom phantom, double rotation, double shift, double fatSlope) {
        Femur femur = phantom.femur();
        FemurShape shape = femur.shape();
        double thickness = phantom.softTissue().thicknessCm();
        double fat = Math.min(0.6, 0.10 + 0.015 * thickness);
        double[] turn = Vec.transpose(Pose.femurRotation(rotation, 0, 0));
        double[] n = shape.neckAxis();
        double[] up = shape.superior();
        double half = shape.size().neckRadius() + 1.0;
        int along = (int) Math.round(BOX_LENGTH / STEP);
        int across = (int) Math.round(2 * half / STEP);
        double baseline = lowOverHigh(thickness, fat);
        ShellIntegrator bone = new ShellIntegrator(femur.field(), 0.10, 0.25);
        double[] d = Vec.apply(turn, Vec.of(0, 0, 1));
        double mass = 0;
        int pixels = 0;
        for (int i = 0; i < along; i++) {
            for (int j = 0; j < across; j++) {
                double a = shape.neckCentreDistance() + shift + (i + 0.5) * STEP - BOX_LENGTH / 2;
                double b = (j + 0.5) * STEP - half;
                double[] o = Vec.apply(turn, Vec.of(n[0] * a + up[0] * b, n[1] * a + up[1] * b, -15));
                Ray ray = Ray.of(o, d);
                bone.cull(ray, 0);
                ShellIntegrator.Passage through = bone.integrate(ray, femur.spongiosa());
                double mineral = shape.mineral().cortical() * through.shellLength() + through.interiorMass();
                double measured = solve(mineral, thickness, fat + (mineral > 0 ? fatSlope : 0), baseline);
                if (measured > BONE_EDGE) {
                    mass += measured;
                    pixels++;
                }
            }
        }
        return LUNAR_PER_HYDROXYAPATITE * mass / Math.max(1, pixels);
    }

    /** Mineral from the two attenuations, taking the soft tissue beside the bone as that over it. */
    private static double solve(double mineral, double thickness, double fat, double baseline) {
        double low = Attenuation.mineral(LOW) * mineral + soft(LOW, thickness, fat);
        double high = Attenuation.mineral(HIGH) * mineral + soft(HIGH, thickness, fat);
        return (low - baseline * high) / (Attenuation.mineral(LOW) - baseline * Attenuation.mineral(HIGH));
    }

    private static double lowOverHigh(double thickness, double fat) {
        return soft(LOW, thickness, fat) / soft(HIGH, thickness, fat);
    }

    private static double soft(int bin, double thickness, double fat) {
        return thickness * ((1 - fat) * Attenuation.muscle(bin) + fat * Attenuation.adipose(bin));
    }
}
