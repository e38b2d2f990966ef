package org.xattnbmd.trainer.simulator;

/** Size, shape and mineral of one proximal femur. Lengths in cm, densities in g/cm³ of hydroxyapatite. */
record FemurShape(Size size, Cortex cortex, Mineral mineral) {

    /** From the neck's centre on its axis to where readers put it, along the axis away from the head and across it upwards. */
    private static final double READ_ALONG_CM = -0.3;

    private static final double READ_ABOVE_CM = 0.7;

    /**
     * Outer form.
     *
     * @param headRadius radius of the femoral head
     * @param neckRadius half the narrowest width of the neck in the frontal plane
     * @param neckDepthRatio front-to-back depth of the neck over its width
     * @param axisToShaft from the head's centre along the neck axis to the shaft axis
     * @param neckShaftAngle degrees
     * @param shaftRadius of the shaft below the trochanters
     */
    record Size(
            double headRadius,
            double neckRadius,
            double neckDepthRatio,
            double axisToShaft,
            double neckShaftAngle,
            double shaftRadius) {}

    /**
     * Thickness of the cortex.
     *
     * @param superior the neck's upper cortex
     * @param inferior the neck's lower cortex
     * @param shaft 3 cm below the lesser trochanter
     */
    record Cortex(double superior, double inferior, double shaft) {}

    /**
     * What it is made of.
     *
     * @param cortical apparent mineral density of cortex
     * @param trabecular mean mineral density of the spongiosa
     * @param singhGrade continuous Singh index, 1 (nothing but the principal compressive group) to 7 (all groups full)
     */
    record Mineral(double cortical, double trabecular, double singhGrade) {}

    /**
     * Draws the femur of a subject. Sizes by sex are defaults near published dimensions (head 48–49 and 43 mm, neck
     * 36–37 and 31.5 mm, shaft 31 and 28 mm, neck-shaft angle 130 and 128°). The neck's cortices follow Poole 2010:
     * the lower about 3.4 mm in old age, the upper thinning from 1.6 mm towards 0.3 mm, so the upper changes most.
     */
    static FemurShape draw(Rng rng, ClinicalProfile facts) {
        boolean female = facts.female();
        double size = (facts.heightCm() - (female ? 160 : 173.5)) / 6.3;
        double common = 0.45 * size + 0.6 * rng.gaussian();
        double head = (female ? 2.17 : 2.43) + 0.11 * (0.8 * common + 0.5 * rng.gaussian());
        double neck = (female ? 1.57 : 1.80) + 0.11 * (0.7 * common + 0.6 * rng.gaussian());
        double shaft = (female ? 1.40 : 1.55) + 0.10 * (0.7 * common + 0.6 * rng.gaussian());
        double axis = (female ? 5.05 : 5.65) + 0.35 * (0.7 * common + 0.6 * rng.gaussian());
        double angle = rng.normal(female ? 128 : 130, 4.5, 117, 141);
        double mineral = StrictMath.log(facts.expectedBmd() / 0.87);
        // A larger bone of the same areal density has thinner walls for its size.
        double sizeCorrection = -0.35 * StrictMath.log(neck / 1.68);
        double ageing = (female ? -0.006 : -0.003) * (facts.age() - 72);
        double superior = 0.080 * StrictMath.exp(1.65 * mineral + ageing + sizeCorrection + 0.15 * rng.gaussian());
        double inferior = 0.335 * StrictMath.exp(0.83 * mineral + sizeCorrection + 0.06 * rng.gaussian());
        double shaftCortex = 0.56 * StrictMath.exp(0.85 * mineral + 0.13 * rng.gaussian());
        double spongiosa = 1.32 * mineral + sizeCorrection + 0.13 * rng.gaussian();
        double singh = 4.6 + 4.8 * spongiosa + 0.60 * rng.gaussian();
        return new FemurShape(
                new Size(head, Math.min(neck, 0.84 * head), rng.normal(0.86, 0.04, 0.74, 0.98), axis, angle, shaft),
                new Cortex(
                        clamp(superior, 0.025, 0.22),
                        clamp(inferior, 0.18, 0.60),
                        clamp(shaftCortex, 0.25, Math.min(0.95, 0.62 * shaft))),
                new Mineral(
                        0.93 * StrictMath.exp(0.10 * mineral + 0.02 * rng.gaussian()),
                        clamp(0.135 * StrictMath.exp(spongiosa), 0.035, 0.33),
                        clamp(singh, 1, 7)));
    }

    /**
     * The femur of the other side: the same size, its mineral apart by a few per cent (the two necks' areal BMD correlate
     * at about 0.9).
     */
    FemurShape otherSide(Rng rng) {
        double change = 0.035 * rng.gaussian();
        return new FemurShape(
                new Size(
                        size.headRadius,
                        size.neckRadius * StrictMath.exp(0.012 * rng.gaussian()),
                        size.neckDepthRatio,
                        size.axisToShaft * StrictMath.exp(0.012 * rng.gaussian()),
                        size.neckShaftAngle + 1.2 * rng.gaussian(),
                        size.shaftRadius * StrictMath.exp(0.012 * rng.gaussian())),
                new Cortex(
                        cortex.superior * StrictMath.exp(1.65 * change),
                        cortex.inferior * StrictMath.exp(0.83 * change),
                        cortex.shaft * StrictMath.exp(0.85 * change)),
                new Mineral(
                        mineral.cortical,
                        mineral.trabecular * StrictMath.exp(1.3 * change),
                        clamp(mineral.singhGrade + 4.8 * change, 1, 7)));
    }

    /** Unit vector from the head's centre along the neck, in the femur's frame. */
    double[] neckAxis() {
        double a = StrictMath.toRadians(180 - size.neckShaftAngle);
        return Vec.of(StrictMath.sin(a), -StrictMath.cos(a), 0);
    }

    /** Unit vector across the neck towards its upper side. */
    double[] superior() {
        double[] n = neckAxis();
        return Vec.of(-n[1], n[0], 0);
    }

    /** Centre of the neck, where it is narrowest. */
    double[] neckCentre() {
        return Vec.scale(neckAxis(), neckCentreDistance());
    }

    /**
     * Where a reader of radiographs puts the neck's centre. On 44 public ones marked by eye a finder taught the centre on the
     * axis looked 7.2 mm (median; SD 5.4) below the marks and 2.0 mm medial of them: this offset.
     */
    double[] readNeckCentre() {
        return Vec.along(Vec.along(neckCentre(), neckAxis(), READ_ALONG_CM), superior(), READ_ABOVE_CM);
    }

    double neckCentreDistance() {
        return 0.44 * size.headRadius + 0.36 * size.axisToShaft;
    }

    private static double clamp(double v, double low, double high) {
        return Math.min(high, Math.max(low, v));
    }
}
