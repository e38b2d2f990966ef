package org.xattnbmd.samples.viewer;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.awt.geom.RoundRectangle2D;
import java.util.Optional;
import javax.accessibility.AccessibleRole;
import org.xattnbmd.sdk.BmdEstimate;

/**
 * An estimate at a glance, as {@link CardDrawing} draws it. Its words for people who do not see it are its accessible name. For the
 * event dispatch thread only.
 */
final class ResultCard extends DrawnComponent {

    private static final long serialVersionUID = 1L;
    private static final int MARGIN = 12;
    private static final int WIDTH = 320;
    private static final int LEAST_WIDTH = 240;
    /** The least. */
    private static final int HEIGHT = 180;

    private final transient Words words;
    private transient BmdEstimate estimate;

    ResultCard(Words words) {
        super(AccessibleRole.LABEL);
        this.words = words;
        addComponentListener(new ComponentAdapter() {
            @Override
            public void componentResized(ComponentEvent event) {
                // How high it is depends on how wide it is.
                revalidate();
            }
        });
        show(null);
    }

    /** @param shown null: there is none */
    void show(BmdEstimate shown) {
        estimate = shown;
        getAccessibleContext()
                .setAccessibleName(
                        shown == null ? words.of("result.none") : drawing().spoken());
        revalidate();
        repaint();
    }

    private CardDrawing drawing() {
        return new CardDrawing(estimate, words, CardDrawing.Palette.ofTheLook());
    }

    private int height() {
        int width = getWidth() > 0 ? getWidth() : WIDTH;
        return estimate == null ? HEIGHT : Math.max(HEIGHT, drawing().height(font(), width));
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(WIDTH, height());
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(LEAST_WIDTH, height());
    }

    @Override
    public Dimension getMaximumSize() {
        return new Dimension(Integer.MAX_VALUE, height());
    }

    Optional<BmdEstimate> estimate() {
        return Optional.ofNullable(estimate);
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setFont(font());
        if (estimate == null) {
            CardDrawing.Palette palette = CardDrawing.Palette.ofTheLook();
            g.setColor(palette.ground());
            g.fill(new RoundRectangle2D.Double(0, 0, getWidth(), getHeight(), 12, 12));
            g.setColor(palette.text());
            g.drawString(
                    words.of("result.none"), MARGIN, MARGIN + g.getFontMetrics().getAscent());
        } else {
            drawing().draw(g, getWidth(), getHeight());
        }
        g.dispose();
    }
}
