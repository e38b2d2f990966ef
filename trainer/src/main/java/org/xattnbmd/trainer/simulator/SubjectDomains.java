package org.xattnbmd.trainer.simulator;

import java.util.List;
import java.util.Set;

/** The domains of one subject, one of each kind. */
record SubjectDomains(Domain anatomy, Domain texture, Domain rendering, Domain positioning, Domain overlay) {

    /** Those of a cohort that names none. */
    static final SubjectDomains USUAL = new SubjectDomains(
            Domain.Kind.ANATOMY.usual(),
            Domain.Kind.TEXTURE.usual(),
            Domain.Kind.RENDERING.usual(),
            Domain.Kind.POSITIONING.usual(),
            Domain.Kind.OVERLAY.usual());

    /** One of each kind, all of a kind with equal chance, from random numbers of their own. */
    static SubjectDomains draw(Set<Domain> allowed, long seed, int index) {
        Rng rng = Rng.stream(seed, index, Rng.Purpose.DOMAIN);
        return new SubjectDomains(
                draw(rng, allowed, Domain.Kind.ANATOMY),
                draw(rng, allowed, Domain.Kind.TEXTURE),
                draw(rng, allowed, Domain.Kind.RENDERING),
                draw(rng, allowed, Domain.Kind.POSITIONING),
                draw(rng, allowed, Domain.Kind.OVERLAY));
    }

    private static Domain draw(Rng rng, Set<Domain> allowed, Domain.Kind kind) {
        List<Domain> choice = kind.members().stream().filter(allowed::contains).toList();
        return choice.get(rng.below(choice.size()));
    }

    /** The anatomy of the hip beside this one: a head dies alone or with the other. */
    Domain otherAnatomy(Rng rng) {
        return anatomy == Domain.NECROTIC && rng.chance(0.5) ? Domain.LANDMARKS : anatomy;
    }

    Domain of(Domain.Kind kind) {
        return switch (kind) {
            case ANATOMY -> anatomy;
            case TEXTURE -> texture;
            case RENDERING -> rendering;
            case POSITIONING -> positioning;
            case OVERLAY -> overlay;
        };
    }
}
