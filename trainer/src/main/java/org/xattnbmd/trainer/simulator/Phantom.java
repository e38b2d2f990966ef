package org.xattnbmd.trainer.simulator;

/** One subject's body: everything the two machines, X-ray and densitometer, can see. Immutable. */
record Phantom(ClinicalProfile facts, Femur femur, Pelvis pelvis, SoftTissue softTissue) {

    static Phantom grow(ClinicalProfile facts, long seed, int index) {
        Rng anatomy = Rng.stream(seed, index, Rng.Purpose.ANATOMY);
        Rng texture = Rng.stream(seed, index, Rng.Purpose.TEXTURE);
        FemurShape shape = FemurShape.draw(anatomy, facts);
        double pelvicScale = shape.size().headRadius() / 2.30 * anatomy.normal(1, 0.03);
        return new Phantom(
                facts,
                new Femur(shape, new TrabecularMap(shape, texture)),
                new Pelvis(shape, pelvicScale, texture),
                new SoftTissue(facts, shape, anatomy));
    }
}
