package org.xattnbmd.trainer.robustness;

import java.util.Set;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;

/** Which warnings are about the picture, and not about what was said of it. */
public final class PictureWarnings {

    /** Their names. */
    public static final Set<String> KINDS =
            Set.of(Kind.UNUSUAL_RADIOGRAPH.name(), Kind.POOR_EXPOSURE.name(), Kind.LOW_RESOLUTION.name());

    private PictureWarnings() {}
}
