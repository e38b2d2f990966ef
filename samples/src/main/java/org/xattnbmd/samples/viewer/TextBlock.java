package org.xattnbmd.samples.viewer;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.font.TextLayout;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lines of one kind, wrapped to a width. For one thread. */
record TextBlock(List<TextLayout> lines, Color colour) {

    /** @param text not empty */
    static TextBlock of(FontRenderContext context, String text, Font font, Color colour, double width) {
        AttributedString attributed = new AttributedString(text);
        attributed.addAttribute(TextAttribute.FONT, font);
        LineBreakMeasurer measurer = new LineBreakMeasurer(attributed.getIterator(), context);
        List<TextLayout> lines = new ArrayList<>();
        while (measurer.getPosition() < text.length()) {
            lines.add(measurer.nextLayout((float) width));
        }
        return new TextBlock(lines, colour);
    }

    private static double height(TextLayout line) {
        return line.getAscent() + line.getDescent() + line.getLeading();
    }

    double height() {
        return lines.stream().mapToDouble(TextBlock::height).sum();
    }

    /** Both in this one's colour. */
    TextBlock above(TextBlock next) {
        return new TextBlock(Stream.concat(lines.stream(), next.lines.stream()).toList(), colour);
    }

    /** Returns where it ends. */
    double draw(Graphics2D g, double left, double top) {
        g.setColor(colour);
        double y = top;
        for (TextLayout line : lines) {
            line.draw(g, (float) left, (float) (y + line.getAscent()));
            y += height(line);
        }
        return y;
    }
}
