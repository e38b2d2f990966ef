package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Radiographs, each plain and with the attention over it. */
final class ExampleCards {

    private static final int SCALE_STOPS = 16;

    private ExampleCards() {}

    static Markup of(ReportData data) {
        Markup out = new Markup();
        out.open("div", "class", "cards");
        List<ExampleRadiograph> examples = data.attention().examples();
        for (int i = 0; i < examples.size(); i++) {
            card(out, data, examples.get(i), i + 1);
        }
        out.close();
        legend(out, data);
        return out;
    }

    private static void card(Markup out, ReportData data, ExampleRadiograph example, int number) {
        BufferedImage picture = Picture.decode(example.picture()).toImage();
        RadiographPanel panel = new RadiographPanel(out, "radiograph-" + number, picture, data.simulated());
        out.open("figure", "class", "card").open("div", "class", "pair");

        panel.open("Radiograph " + number + ": " + example.caption() + ".");
        panel.picture(picture);
        panel.close();

        panel.open("Radiograph " + number + " with the attention of the clinical tokens laid over it.");
        panel.again();
        Region region = example.attention().region();
        panel.layer(
                region,
                AttentionLayer.render(
                        example.attention(),
                        RadiographPanel.pixels(picture.getWidth(), region.width()),
                        RadiographPanel.pixels(picture.getHeight(), region.height())));
        example.box().ifPresent(panel::box);
        panel.close();

        out.close();
        out.open("figcaption")
                .element("strong", example.caption())
                .open("span", "class", "numbers")
                .text("measured " + Format.bmdUnit(example.measured()) + " · estimated "
                        + Format.bmdUnit(example.estimated()) + " · "
                        + Format.level(data.judging().confidence()) + " interval "
                        + Format.range(example.interval())
                        + (example.interval().contains(example.measured()) ? "" : " (missed)")
                        + " · brightest cell " + Format.decimals(peakOverChance(example), 1) + "× chance")
                .close()
                .close()
                .close()
                .newline();
    }

    /** Largest cell of the grid in units of an even spread over all cells. */
    static double peakOverChance(ExampleRadiograph example) {
        double sum = 0;
        double peak = 0;
        float[] grid = example.attention().values();
        for (float value : grid) {
            sum += value;
            peak = Math.max(peak, value);
        }
        return sum > 0 ? peak * grid.length / sum : Double.NaN;
    }

    private static void legend(Markup out, ReportData data) {
        Markup svg = new Markup();
        Chart.openSvg(
                svg,
                new Chart.Size(420, 34, true),
                "Colour scale of the attention, from none to the brightest cell of each picture.");
        svg.open("defs").open("linearGradient", "id", "attention-scale");
        for (int i = 0; i <= SCALE_STOPS; i++) {
            double t = (double) i / SCALE_STOPS;
            svg.empty("stop", "offset", t, "stop-color", String.format(Locale.ROOT, "#%06x", AttentionLayer.colour(t)));
        }
        svg.close().close();
        svg.empty(
                "rect",
                "class",
                "frame",
                "x",
                88.0,
                "y",
                8.0,
                "width",
                130.0,
                "height",
                12.0,
                "fill",
                "url(#attention-scale)");
        svg.element("text", "no attention", "class", "tick end", "x", 80.0, "y", 18.0);
        svg.element("text", "brightest cell", "class", "tick", "x", 226.0, "y", 18.0);
        if (data.simulated()) {
            Chart.simulated(svg, 418, 18);
        }
        out.open("div", "class", "scale").add(svg.close()).close();
    }
}
