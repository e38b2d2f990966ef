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
        return new Phantom(p.facts(), new Femur(shape, spongiosa), p.pelvis(), p.softTissue(), p.attachments());
    }

    static FemurShape scaled(FemurShape s, double cortex, double spongiosa) {
        return new FemurShape(
                s.size(),
                new FemurShape.Cortex(
                        s.cortex().superior() * cortex,
                        s.cortex().inferior() * cortex,
                        s.cortex().shaft() * cortex),
                new FemurShape.Mineral(
                        s.mineral().cortical(),
                        s.mineral().trabecular() * spongiosa,
                        s.mineral().singhGrade()));
    }
}
