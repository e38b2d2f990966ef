package org.xattnbmd.samples.viewer;

import java.awt.Rectangle;
import java.util.Optional;
import org.xattnbmd.sdk.Radiograph;

/**
 * What a person said of a picture: which hip, which region of interest, where the neck is. It holds no pixels. Immutable.
 *
 * @param region empty: the whole picture
 * @param neck empty: to be found
 */
record Marks(Radiograph.Side side, Optional<Rectangle> region, Optional<Rectangle> neck) {

    static Marks of(Radiograph.Side side) {
        return new Marks(side, Optional.empty(), Optional.empty());
    }

    /** This picture with what was said of it. */
    Radiograph on(Radiograph picture) {
        Radiograph sided = picture.withSide(side);
        Radiograph part =
                region.map(r -> sided.withRegion(r.x, r.y, r.width, r.height)).orElse(sided);
        return neck.map(n -> part.withFemoralNeck(n.x, n.y, n.width, n.height)).orElse(part);
    }
}
