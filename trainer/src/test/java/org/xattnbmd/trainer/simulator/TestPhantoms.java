package org.xattnbmd.trainer.simulator;

/** Phantoms for tests: drawn as the simulator draws them, with one property changed where a test asks for it. */
final class TestPhantoms {

    private static final long SEED = 11;

    private TestPhantoms() {}

    static Phantom phantom(int index) {
        Rng rng = Rng.stream(SEED, index, Rng.Purpose.POPULATION);
        return Phantom.grow(Population.draw(rng, Site.PRIMARY), SEED, index);
    }

    /** The same body with another femur; the texture's random numbers stay the same. */
    static Phantom with(Phantom p, FemurShape shape) {
        TrabecularMap spongiosa = new TrabecularMap(shape, Rng.stream(SEED, 0, Rng.Purpose.TEXTURE));
        return new Phantom(p.facts(), new Femur(shape, spongiosa), p.pelvis(), p.softTissue());
    }

    static FemurShape scaled(FemurShape s, double cortex, double spongiosa) {
        return new FemurShape(
                s.headRadius(),
                s.neckRadius(),
                s.neckDepthRatio(),
                s.axisToShaft(),
                s.neckShaftAngle(),
                s.shaftRadius(),
                s.superiorCortex() * cortex,
                s.inferiorCortex() * cortex,
                s.shaftCortex() * cortex,
                s.corticalDensity(),
                s.trabecularDensity() * spongiosa,
                s.singhGrade());
    }
}
