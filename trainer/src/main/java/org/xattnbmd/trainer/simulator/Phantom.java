package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * One subject's body: everything the two machines, X-ray and densitometer, can see. Immutable.
 *
 * @param attachments ridges, cysts, metal and what lies over the measured hip; the densitometer reads the hip without them
 */
record Phantom(ClinicalProfile facts, Femur femur, Pelvis pelvis, SoftTissue softTissue, List<Attachment> attachments) {

    static Phantom grow(ClinicalProfile facts, long seed, int index) {
        return grow(facts, SubjectDomains.USUAL, Implant.NONE, seed, index);
    }

    static Phantom grow(ClinicalProfile facts, SubjectDomains domains, Implant implant, long seed, int index) {
        Rng anatomy = Rng.stream(seed, index, Rng.Purpose.ANATOMY);
        Rng texture = Rng.stream(seed, index, Rng.Purpose.TEXTURE);
        Rng landmarks = Rng.stream(seed, index, Rng.Purpose.LANDMARKS);
        Rng struts = Rng.stream(seed, index, Rng.Purpose.STRUTS);
        FemurShape shape = FemurShape.draw(anatomy, facts);
        double pelvicScale = shape.size().headRadius() / 2.30 * anatomy.normal(1, 0.03);
        Necrosis necrosis = Necrosis.draw(domains.anatomy(), landmarks);
        FemurForm form = FemurForm.draw(shape, domains.anatomy(), necrosis, implant.headless(), landmarks);
        Femur femur = grow(shape, form, domains.texture(), texture, struts);
        Pelvis pelvis = new Pelvis(
                shape,
                pelvicScale,
                texture,
                Pelvis.Joint.draw(domains.anatomy(), landmarks),
                uneven(domains.texture(), 0.30, struts));
        SoftTissue softTissue = new SoftTissue(facts, shape, anatomy);
        List<Attachment> attachments = new ArrayList<>();
        if (domains.anatomy() != Domain.SMOOTH_ANATOMY) {
            attachments.addAll(Landmarks.pelvic(shape, pelvis.depth(), domains.anatomy(), landmarks));
            if (!implant.headless()) {
                attachments.addAll(Landmarks.femoral(shape, domains.anatomy(), landmarks));
                attachments.addAll(necrosis.attachments(shape, landmarks));
            }
            softTissue = softTissue.cluttered(landmarks);
        }
        if (domains.overlay() == Domain.OVERLAID) {
            attachments.addAll(OverlyingObjects.draw(
                    shape,
                    pelvis.medialEnd(),
                    softTissue.front(),
                    true,
                    Rng.stream(seed, index, Rng.Purpose.OVERLYING)));
        }
        attachments.addAll(implant.attachments(shape, Rng.stream(seed, index, Rng.Purpose.IMPLANT)));
        return new Phantom(facts, femur, pelvis, softTissue, List.copyOf(attachments));
    }

    /**
     * A femur in a texture.
     *
     * @param spongiosa random numbers of the broad groups, {@code struts} those of single trabeculae
     */
    static Femur grow(FemurShape shape, FemurForm form, Domain texture, Rng spongiosa, Rng struts) {
        Struts engraved =
                texture == Domain.SMOOTH_TEXTURE ? null : new Struts(shape, texture == Domain.COARSE_STRUTS, struts);
        return new Femur(shape, new TrabecularMap(shape, spongiosa, engraved), form, uneven(texture, 0.16, struts));
    }

    private static Unevenness uneven(Domain texture, double amplitude, Rng rng) {
        return texture == Domain.SMOOTH_TEXTURE ? null : new Unevenness(amplitude, rng);
    }
}
