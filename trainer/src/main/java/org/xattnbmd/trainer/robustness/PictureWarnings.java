package org.xattnbmd.trainer.robustness;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;

/** Which warnings are about the picture, and not about what was said of it. */
public final class PictureWarnings {

    /** Their names. */
    public static final Set<String> KINDS = Stream.of(
                    Kind.UNUSUAL_RADIOGRAPH,
                    Kind.POOR_EXPOSURE,
                    Kind.LOW_RESOLUTION,
                    Kind.NECK_NOT_FOUND,
                    Kind.OTHER_SIDE,
                    Kind.IMPLANT)
            .map(Kind::name)
            .collect(Collectors.toUnmodifiableSet());

    private PictureWarnings() {}
}
