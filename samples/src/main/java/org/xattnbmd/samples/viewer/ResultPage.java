package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.awt.print.PageFormat;
import java.awt.print.Printable;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;

/**
 * A result on one page of any paper: the picture, the card, what to know of it, which model said it. It names nobody: there is a
 * line to write on. What has to be read shrinks before any of it is left out, and the picture takes what is left. Immutable.
 *
 * @param picture with what is drawn over it
 * @param caption what is drawn over it, in words
 * @param exam its day and side
 */
record ResultPage(BufferedImage picture, String caption, String exam, ResultSaver.Answer answer, Words words)
        implements Printable {

    private static final float LARGEST = 10;
    private static final float SMALLEST = 6;
    private static final double LEAST_PICTURE = 0.3;
    private static final int GAP = 8;
    private static final Color MARK = new Color(0xB3261E);
    private static final DateTimeFormatter MADE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    /**
     * How a picture is shown.
     *
     * @param overlay whether the attention is laid over it
     * @param box whether the neck's box is drawn
     * @param exam what the exam is called
     */
    record Look(WindowLevel window, boolean overlay, boolean box, String exam) {}

    /** A page of this result. */
    static ResultPage of(Radiograph radiograph, ResultSaver.Answer answer, Look look, Words words) {
        boolean boxed = look.box()
                && (answer.estimate().femoralNeck().isPresent()
                        || answer.marks().neck().isPresent());
        String caption = Stream.of(
                        boxed ? words.of("print.box") : "", look.overlay() ? words.of("print.attention") : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        return new ResultPage(PrintedPicture.of(radiograph, answer, look), caption, look.exam(), answer, words);
    }

    @Override
    public int print(Graphics graphics, PageFormat paper, int index) {
        if (index > 0) {
            return NO_SUCH_PAGE;
        }
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.translate(paper.getImageableX(), paper.getImageableY());
        double width = paper.getImageableWidth();
        double height = paper.getImageableHeight();
        Sheet sheet = new Sheet(g, width, LARGEST);
        for (float size = LARGEST; size > SMALLEST && sheet.left(height) < LEAST_PICTURE * height; size--) {
            sheet = new Sheet(g, width, size);
        }
        sheet.draw(height);
        g.dispose();
        return PAGE_EXISTS;
    }

    /**
     * Words of the page.
     *
     * @param size in multiples of the page's letters
     */
    record Line(String text, float size, boolean bold, Color colour) {

        static Line plain(String text) {
            return new Line(text, 1, false, Color.BLACK);
        }
    }

    /** What stands above the picture. */
    List<Line> above() {
        List<Line> lines = new ArrayList<>(List.of(new Line(words.of("title"), 1.25f, true, Color.BLACK)));
        if (answer.estimate().model().simulated()) {
            lines.add(new Line("SIMULATED: " + words.of("simulated"), 1.2f, true, MARK));
        }
        lines.add(Line.plain(exam + "; " + words.of("print.made", MADE.format(answer.made()))));
        return lines;
    }

    /** What stands below the picture, the caption first if there is one. */
    List<Line> below() {
        BmdEstimate.ModelIdentity model = answer.estimate().model();
        List<Line> lines = new ArrayList<>();
        if (!caption.isEmpty()) {
            lines.add(new Line(caption, 1, false, Color.DARK_GRAY));
        }
        ResultText.notes(answer.estimate()).forEach(note -> lines.add(Line.plain(note)));
        String identity = words.of("print.model", model.id(), model.version(), model.sha256());
        lines.add(new Line(identity, 0.9f, false, Color.DARK_GRAY));
        lines.add(new Line(words.of("device"), 1, true, Color.BLACK));
        return lines;
    }

    /** The page in letters of one size. */
    private final class Sheet {

        private final Graphics2D g;
        private final double width;
        private final Font font;
        private final List<TextBlock> above = new ArrayList<>();
        private final List<TextBlock> below = new ArrayList<>();
        private final CardDrawing drawing;
        private final int card;
        private final double line;

        Sheet(Graphics2D g, double width, float size) {
            this.g = g;
            this.width = width;
            font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(size);
            drawing = new CardDrawing(answer.estimate(), words, CardDrawing.Palette.PAPER);
            card = drawing.height(font, (int) width);
            line = 2.6 * size;
            above().forEach(said -> above.add(block(said, size)));
            below().forEach(said -> below.add(block(said, size)));
        }

        private TextBlock block(Line said, float size) {
            Font in = font.deriveFont(said.bold ? Font.BOLD : Font.PLAIN, said.size * size);
            return TextBlock.of(g.getFontRenderContext(), said.text, in, said.colour, width);
        }

        /** How much of the height is left for the picture. */
        double left(double height) {
            double text = Stream.concat(above.stream(), below.stream())
                    .mapToDouble(TextBlock::height)
                    .sum();
            return height - text - line - card - 3.0 * GAP - 3.0 * below.size();
        }

        void draw(double height) {
            double y = 0;
            for (TextBlock block : above) {
                y = block.draw(g, 0, y);
            }
            y = nameLine(y) + GAP;
            double room = Math.max(0, left(height));
            double scale = Math.min(width / picture.getWidth(), room / picture.getHeight());
            Graphics2D scaled = (Graphics2D) g.create();
            scaled.translate((width - scale * picture.getWidth()) / 2, y);
            scaled.scale(scale, scale);
            scaled.drawImage(picture, 0, 0, null);
            scaled.dispose();
            y += room + GAP;
            // What is drawn over the picture is said right below it, then the card.
            int first = caption.isEmpty() ? 0 : 1;
            for (TextBlock block : below.subList(0, first)) {
                y = block.draw(g, 0, y) + 3;
            }
            Graphics2D moved = (Graphics2D) g.create();
            moved.translate(0, y);
            moved.setFont(font);
            drawing.draw(moved, (int) width, card);
            moved.dispose();
            y += card + GAP;
            for (TextBlock block : below.subList(first, below.size())) {
                y = block.draw(g, 0, y) + 3;
            }
        }

        /** A line to write a name on; returns where it ends. */
        private double nameLine(double top) {
            TextBlock label =
                    TextBlock.of(g.getFontRenderContext(), words.of("print.patient"), font, Color.BLACK, width);
            double base = top + line - 0.7 * font.getSize2D();
            TextLayout text = label.lines().get(0);
            g.setColor(Color.BLACK);
            text.draw(g, 0, (float) base);
            g.setStroke(new BasicStroke(0.7f));
            g.draw(new Line2D.Double(text.getAdvance() + 6, base + 2, width, base + 2));
            return top + line;
        }
    }
}
