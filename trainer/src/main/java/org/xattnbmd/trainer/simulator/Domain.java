package org.xattnbmd.trainer.simulator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * A named family of what a radiograph may look like. Of each kind a subject has one, so that a family can be left out of
 * training and kept for a test.
 */
public enum Domain {
    /** Bones without the finer landmarks. */
    SMOOTH_ANATOMY(Kind.ANATOMY),
    /** The pelvis's lines and walls, sourcil, teardrop, intertrochanteric crest, trochanters of many shapes, folds, gas. */
    LANDMARKS(Kind.ANATOMY),
    /** Landmarks with osteoarthritis: a narrow joint, osteophytes, sclerosis, cysts. */
    ARTHRITIC(Kind.ANATOMY),
    /** Landmarks with avascular necrosis of the head: cystic segment, sclerotic rim, crescent, collapse. */
    NECROTIC(Kind.ANATOMY),
    /** Landmarks with protrusio acetabuli: the head deep in a socket that bulges into the pelvis. */
    PROTRUSIO(Kind.ANATOMY),
    /** Spongiosa of broad sheets. */
    SMOOTH_TEXTURE(Kind.TEXTURE),
    /** Fine crossing struts in compressive and tensile groups, Ward's triangle, uneven cortex. */
    STRUTS(Kind.TEXTURE),
    /** Fewer and thicker struts. */
    COARSE_STRUTS(Kind.TEXTURE),
    /** The site's makers: logarithm, light enhancement, curve. */
    MAKER_CURVES(Kind.RENDERING),
    /** Multi-scale contrast equalisation with latitude reduction. */
    MULTISCALE(Kind.RENDERING),
    /** Strong unsharp masking of a wide radius, halos included. */
    EDGES(Kind.RENDERING),
    /** Noise reduction, wide latitude, little local contrast. */
    SOFT(Kind.RENDERING),
    /** Any console's picture exported in 8 bits: JPEG blocks, text, scales, arrows. */
    EXPORTED(Kind.RENDERING),
    /** The field of the configuration, the hip in its middle. */
    CENTRED(Kind.POSITIONING),
    /** Fields of 12 to 45 cm, off centre by up to 30 %, turned by up to 15°, the leg rotated by up to 25°. */
    FREE(Kind.POSITIONING),
    /** Nothing in the beam but the body. */
    CLEAR(Kind.OVERLAY),
    /** Calcified vessels, scars of injections, catheters, leads, snaps, gonad shields. */
    OVERLAID(Kind.OVERLAY);

    /** What a domain is a family of. */
    public enum Kind {
        ANATOMY,
        TEXTURE,
        RENDERING,
        POSITIONING,
        OVERLAY;

        /** What a cohort has that names no domain of this kind. */
        Domain usual() {
            return members().get(0);
        }

        List<Domain> members() {
            return Arrays.stream(Domain.values()).filter(d -> d.kind == this).toList();
        }
    }

    private final Kind kind;

    Domain(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** As written in manifests and on the command line: lower case, hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The usual domain of each kind. */
    static Set<Domain> usual() {
        return Arrays.stream(Kind.values())
                .map(Kind::usual)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Domain.class)));
    }

    /**
     * The domains that a command line asks for. A kind of which none is named has its usual one; where only {@code leftOut}
     * is given, all others are in.
     *
     * @param named labels, or {@code all}; may be empty
     * @param leftOut labels; may be empty
     * @throws RefusedValueException for an unknown label, or if no domain of a kind remains
     */
    public static Set<Domain> select(List<String> named, List<String> leftOut) {
        Set<Domain> chosen = EnumSet.noneOf(Domain.class);
        if (named.contains("all") || named.isEmpty() && !leftOut.isEmpty()) {
            chosen = EnumSet.allOf(Domain.class);
        } else {
            for (String label : named) {
                chosen.add(parse(label));
            }
            for (Kind kind : Kind.values()) {
                if (chosen.stream().noneMatch(d -> d.kind == kind)) {
                    chosen.add(kind.usual());
                }
            }
        }
        for (String label : leftOut) {
            chosen.remove(parse(label));
        }
        requireEveryKind(chosen);
        return chosen;
    }

    static void requireEveryKind(Set<Domain> domains) {
        for (Kind kind : Kind.values()) {
            RefusedValueException.require(
                    domains.stream().anyMatch(d -> d.kind == kind),
                    "domains: expected at least one of " + labels(kind.members()) + ", received none");
        }
    }

    static List<String> labels(Iterable<Domain> domains) {
        EnumSet<Domain> ordered = EnumSet.noneOf(Domain.class);
        domains.forEach(ordered::add);
        return ordered.stream().map(Domain::label).toList();
    }

    private static Domain parse(String label) {
        return Arrays.stream(values())
                .filter(d -> d.label().equalsIgnoreCase(label.strip()))
                .findFirst()
                .orElseThrow(() -> new RefusedValueException(
                        "domains: expected all or some of " + labels(List.of(values())) + ", received " + label));
    }
}
