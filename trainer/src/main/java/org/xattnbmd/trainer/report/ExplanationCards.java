package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import java.util.Locale;
import org.xattnbmd.trainer.report.ExampleRadiograph.Attention;

/** Radiographs as the network sees them, each plain and with its maps over it. */
final class ExplanationCards {

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
        RadiographPanel panel = new RadiographPanel(out, "explained-" + number, picture, page.simulated());
        String radiograph = "Radiograph " + number + ": " + subject.caption();
        out.open("figure", "class", "card").open("div", "class", "maps");
        panel.open(radiograph + ".");
        panel.picture(picture);
        finish(out, panel, subject, "Radiograph");
        for (TestedMap map : subject.maps()) {
            panel.open(radiograph + " with its map by " + map.name().toLowerCase(Locale.ROOT) + ".");
            panel.again();
            panel.layer(subject.seen().region(), layer(subject, map, picture));
            finish(out, panel, subject, map.name());
        }
        out.close();
        caption(out, page, subject);
        out.close().newline();
    }

    private static BufferedImage layer(ExplainedRadiograph subject, TestedMap map, BufferedImage picture) {
        Region region = subject.seen().region();
        int across = RadiographPanel.pixels(picture.getWidth(), region.width());
        int down = RadiographPanel.pixels(picture.getHeight(), region.height());
        return map.signed()
                ? SignedLayer.render(map.values(), subject.rows(), subject.columns(), across, down)
                : AttentionLayer.render(
                        new Attention(subject.rows(), subject.columns(), floats(map.values()), region), across, down);
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

    private static void finish(Markup out, RadiographPanel panel, ExplainedRadiograph subject, String name) {
        panel.box(subject.seen().region());
        out.element("text", name, "class", "burnt-in", "x", 8.0, "y", panel.height() - 10);
        panel.close();
    }
}
