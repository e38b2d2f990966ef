package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import javax.swing.JComponent;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;

/**
 * Shows a radiograph as large as fits. Dragging sets window and level; with shift, or while {@link #drawRegion} is on, it
 * draws the region of interest; with control it moves the femoral neck's box, which an estimate found, to where the next one
 * shall look. For the event dispatch thread only.
 */
final class RadiographPanel extends JComponent {

    private static final long serialVersionUID = 1L;
    private static final Color REGION = new Color(0x4FC3F7);
    private static final Color NECK = new Color(0xFFEB3B);

    private transient Radiograph radiograph;
    private transient BufferedImage picture;
    private transient BufferedImage screen;
    private transient BufferedImage overlay;
    private transient BmdEstimate estimate;
    private transient WindowLevel windowLevel;
    private Rectangle region;
    private Rectangle neck;
    private boolean showOverlay;
    private boolean drawRegion;

    RadiographPanel() {
        setPreferredSize(new Dimension(720, 720));
        Drag drag = new Drag();
        addMouseListener(drag);
        addMouseMotionListener(drag);
    }

    /** Shows another radiograph, without region and overlay. */
    void show(Radiograph newRadiograph) {
        radiograph = newRadiograph;
        picture = newRadiograph.toImage();
        region = null;
        neck = null;
        setEstimate(null);
        setWindowLevel(WindowLevel.fitting(picture));
    }

    /** What is shown, with the region of interest if one is drawn, and with the neck's box if it was moved. */
    Optional<Radiograph> radiograph() {
        return Optional.ofNullable(radiograph)
                .map(all -> region == null ? all : all.withRegion(region.x, region.y, region.width, region.height))
                .map(part -> neck == null ? part : part.withFemoralNeck(neck.x, neck.y, neck.width, neck.height));
    }

    /** The neck's box as it was moved, in pixels of the picture. */
    Optional<Rectangle> neck() {
        return Optional.ofNullable(neck).map(Rectangle::new);
    }

    Optional<Rectangle> region() {
        return Optional.ofNullable(region).map(Rectangle::new);
    }

    WindowLevel windowLevel() {
        return windowLevel;
    }

    private void setWindowLevel(WindowLevel changed) {
        windowLevel = changed;
        screen = changed.render(picture);
        repaint();
    }

    /** The estimate of what is shown, or null; its attention is the overlay. */
    void setEstimate(BmdEstimate newEstimate) {
        estimate = newEstimate;
        overlay = null;
        repaint();
    }

    void showOverlay(boolean show) {
        showOverlay = show;
        repaint();
    }

    void drawRegion(boolean draw) {
        drawRegion = draw;
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, getWidth(), getHeight());
        if (picture == null) {
            return;
        }
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.transform(toScreen());
        g.drawImage(showOverlay && estimate != null ? overlay() : screen, 0, 0, null);
        g.setStroke(new BasicStroke((float) (2 / toScreen().getScaleX())));
        g.setColor(NECK);
        if (neck != null) {
            g.draw(neck);
        } else if (estimate != null && showOverlay) {
            estimate.femoralNeck().map(RadiographPanel::rectangle).ifPresent(g::draw);
        }
        if (region != null) {
            g.setColor(REGION);
            g.draw(region);
        }
        g.dispose();
    }

    /** Painted when it is first looked at. */
    private BufferedImage overlay() {
        if (overlay == null) {
            overlay = estimate.imageAttention().overlay(radiograph);
        }
        return overlay;
    }

    /** From pixels of the picture to those of this component. */
    private AffineTransform toScreen() {
        double scale = Math.min(getWidth() / (double) picture.getWidth(), getHeight() / (double) picture.getHeight());
        AffineTransform transform = AffineTransform.getTranslateInstance(
                (getWidth() - scale * picture.getWidth()) / 2, (getHeight() - scale * picture.getHeight()) / 2);
        transform.scale(scale, scale);
        return transform;
    }

    private Point toPicture(Point point) {
        AffineTransform transform = toScreen();
        int x = (int) Math.round((point.x - transform.getTranslateX()) / transform.getScaleX());
        int y = (int) Math.round((point.y - transform.getTranslateY()) / transform.getScaleY());
        return new Point(within(x, picture.getWidth()), within(y, picture.getHeight()));
    }

    /** The box as it was moved, else as it was found, cut to the picture; null if there is none. */
    private Rectangle knownNeck() {
        if (neck != null || estimate == null) {
            return neck;
        }
        return estimate.femoralNeck()
                .map(found -> rectangle(found)
                        .getBounds()
                        .intersection(new Rectangle(picture.getWidth(), picture.getHeight())))
                .orElse(null);
    }

    private static Rectangle2D rectangle(BmdEstimate.Area area) {
        return new Rectangle2D.Double(area.x(), area.y(), area.width(), area.height());
    }

    private static int within(int value, int most) {
        return Math.max(0, Math.min(value, most));
    }

    private final class Drag extends MouseAdapter {

        private Point start;
        private WindowLevel before;
        private boolean drawing;
        private Rectangle moved;

        @Override
        public void mousePressed(MouseEvent event) {
            start = event.getPoint();
            before = windowLevel;
            drawing = drawRegion || event.isShiftDown();
            moved = !drawing && event.isControlDown() ? knownNeck() : null;
            if (drawing && picture != null) {
                region = null;
                neck = null;
                setEstimate(null);
            } else if (moved != null) {
                setEstimate(null);
            }
        }

        @Override
        public void mouseDragged(MouseEvent event) {
            if (picture == null || start == null) {
                return;
            }
            if (drawing) {
                Rectangle drawn = new Rectangle(toPicture(start));
                drawn.add(toPicture(event.getPoint()));
                // Less than an estimate can use is no region.
                boolean enough = Math.min(drawn.width, drawn.height) >= Radiograph.MINIMUM_SIDE;
                region = enough ? drawn : null;
                repaint();
            } else if (moved != null) {
                Point from = toPicture(start);
                Point to = toPicture(event.getPoint());
                neck = new Rectangle(
                        within(moved.x + to.x - from.x, picture.getWidth() - moved.width),
                        within(moved.y + to.y - from.y, picture.getHeight() - moved.height),
                        moved.width,
                        moved.height);
                repaint();
            } else if (!event.isControlDown()) {
                setWindowLevel(before.dragged(event.getX() - start.x, event.getY() - start.y));
            }
        }
    }
}
