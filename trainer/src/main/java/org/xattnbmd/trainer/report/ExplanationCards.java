package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import java.util.Locale;
import org.xattnbmd.trainer.report.ExampleRadiograph.Attention;

/** Radiographs as the network sees them, each plain and with its maps over it. */
final class ExplanationCards {

    private static final double WIDTH = 300;

    private ExplanationCards() {}

    static Markup of(ExplanationPage page) {
        Markup out = new Markup();
        legend(out);
        out.open("div", "class", "explained");
        for (int i = 0; i < page.examples().size(); i++) {
            card(out, page, page.examples().get(i), i + 1);
        }
        return out.close().newline();
    }

    private static void card(Markup out, ExplanationPage page, ExplainedRadiograph subject, int number) {
        BufferedImage picture =
                Picture.grey(subject.seen().pixels(), subject.seen().width());
        double height = WIDTH * picture.getHeight() / picture.getWidth();
        String reference = "explained-" + number;
        String radiograph = "Radiograph " + number + ": " + subject.caption();
        out.open("figure", "class", "card").open("div", "class", "maps");
        panel(out, height, radiograph + ".");
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
        box(out, subject.seen().region(), height);
        finish(out, page, "Radiograph", height);
        for (TestedMap map : subject.maps()) {
            panel(out, height, radiograph + " with its map by " + map.name().toLowerCase(Locale.ROOT) + ".");
            out.empty("use", "href", "#" + reference);
            layer(out, subject, map, height, picture);
            box(out, subject.seen().region(), height);
            finish(out, page, map.name(), height);
        }
        out.close();
        caption(out, page, subject);
        out.close().newline();
    }

    private static void layer(
            Markup out, ExplainedRadiograph subject, TestedMap map, double height, BufferedImage picture) {
        Region region = subject.seen().region();
        int across = Math.max(1, (int) Math.round(picture.getWidth() * region.width()));
        int down = Math.max(1, (int) Math.round(picture.getHeight() * region.height()));
        BufferedImage overlay = map.signed()
                ? SignedLayer.render(map.values(), subject.rows(), subject.columns(), across, down)
                : AttentionLayer.render(
                        new Attention(subject.rows(), subject.columns(), floats(map.values()), region), across, down);
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
                Picture.dataUri(overlay));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static void caption(Markup out, ExplanationPage page, ExplainedRadiograph subject) {
        ExplainedRadiograph.Values values = subject.values();
        String unit = Format.NBSP + page.unit();
        out.open("figcaption")
                .element("strong", subject.caption())
                .element(
                        "span",
                        "measured " + Format.bmd(values.measured()) + " · estimated " + Format.bmd(values.estimated())
                                + unit + " · with the mean radiograph " + Format.bmd(values.baseline())
                                + " · the picture adds " + Format.signedBmd(values.estimated() - values.baseline())
                                + ", its attributions " + Format.signedBmd(values.attributed()),
                        "class",
                        "numbers");
        for (TestedMap map : subject.maps()) {
            out.element(
                    "span",
                    map.name() + ": " + Format.signedBmd(map.change()) + unit + " without the marked cells, "
                            + Format.bmd(map.randomChange()) + " at random"
                            + (map.holds() ? "" : " – it marks nothing that matters here"),
                    "class",
                    "numbers");
        }
        out.close();
    }

    private static void legend(Markup out) {
        out.open("p", "class", "signs");
        swatch(out, SignedLayer.ABOVE, "raises the estimate");
        swatch(out, SignedLayer.BELOW, "lowers it");
        out.text("· Dashed: where the cells lie. Attention in its own colours, from dark to bright.")
                .close()
                .newline();
    }

    private static void swatch(Markup out, int colour, String words) {
        out.open("svg", "viewBox", "0 0 12 12", "width", "12", "height", "12", "aria-hidden", "true")
                .empty("rect", "width", "12", "height", "12", "fill", String.format("#%06x", colour))
                .close()
                .text(Format.NBSP + words + " ");
    }

    private static void box(Markup out, Region region, double height) {
        out.empty(
                "rect",
                "class",
                "neck-box",
                "x",
                region.x() * WIDTH,
                "y",
                region.y() * height,
                "width",
                region.width() * WIDTH,
                "height",
                region.height() * height);
    }

    private static void panel(Markup out, double height, String label) {
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

    private static void finish(Markup out, ExplanationPage page, String name, double height) {
        out.element("text", name, "class", "burnt-in", "x", 8.0, "y", height - 10);
        if (page.simulated()) {
            out.element("text", Chart.SIMULATED, "class", "burnt-in end", "x", WIDTH - 8, "y", 22.0);
        }
        out.close();
    }
}
