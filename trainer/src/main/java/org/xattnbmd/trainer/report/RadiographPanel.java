package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;

/**
 * Radiographs of one card, side by side, each as wide as the others: the picture once, by its name wherever else it stands, with a
 * layer over a part of it, the neck's box and what is burnt in. One card's; not thread-safe.
 */
final class RadiographPanel {

    private static final double WIDTH = 300;

    private final Markup out;
    private final String reference;
    private final double height;
    private final boolean simulated;

    /** @param reference the picture's name, of which there is one on a page */
    RadiographPanel(Markup out, String reference, BufferedImage picture, boolean simulated) {
        this.out = out;
        this.reference = reference;
        this.height = WIDTH * picture.getHeight() / picture.getWidth();
        this.simulated = simulated;
    }

    double height() {
        return height;
    }

    /** Opens a radiograph; {@link #close} ends it. */
    void open(String label) {
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                "picture",
                "viewBox",
                "0 0 " + Markup.number(WIDTH) + " " + Markup.number(height),
                "role",
                "img",
                "aria-label",
                label);
    }

    /** The picture, in the card's first radiograph. */
    void picture(BufferedImage picture) {
        out.empty(
                "image",
                "id",
                reference,
                "width",
                WIDTH,
                "height",
                height,
                "preserveAspectRatio",
                "none",
                "href",
                Picture.dataUri(picture));
    }

    /** The same picture, in those that follow. */
    void again() {
        out.empty("use", "href", "#" + reference);
    }

    void layer(Region region, BufferedImage layer) {
        out.empty(
                "image",
                "x",
                region.x() * WIDTH,
                "y",
                region.y() * height,
                "width",
                region.width() * WIDTH,
                "height",
                region.height() * height,
                "preserveAspectRatio",
                "none",
                "href",
                Picture.dataUri(layer));
    }

    void box(Region box) {
        out.empty(
                "rect",
                "class",
                "neck-box",
                "x",
                box.x() * WIDTH,
                "y",
                box.y() * height,
                "width",
                box.width() * WIDTH,
                "height",
                box.height() * height);
    }

    /** Ends a radiograph, which says whether it is SIMULATED. */
    void close() {
        if (simulated) {
            out.element("text", Chart.SIMULATED, "class", "burnt-in end", "x", WIDTH - 8, "y", 22.0);
        }
        out.close();
    }

    /** Pixels that a region has of a picture's length, at least one. */
    static int pixels(int length, double share) {
        return Math.max(1, (int) Math.round(length * share));
    }
}
