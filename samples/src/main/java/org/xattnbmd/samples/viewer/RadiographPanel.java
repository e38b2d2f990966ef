package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.event.ActionEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import javax.accessibility.AccessibleRole;
import javax.swing.AbstractAction;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;

/**
 * Shows a radiograph as large as fits. Dragging sets window and level; with shift, or while {@link #drawRegion} is on, it
 * draws the region of interest; with control it moves the femoral neck's box, which an estimate found, to where the next one
 * shall look; with alt or the middle button it moves the picture. The wheel zooms about the pointer, arrow keys move. For the
 * event dispatch thread only.
 */
final class RadiographPanel extends DrawnComponent {

    private static final long serialVersionUID = 1L;
    static final Color REGION = new Color(0x4FC3F7);
    static final Color NECK = new Color(0xFFEB3B);
    private static final double WHEEL_STEP = 1.15;
    private static final double KEY_STEP = 0.8;
    private static final double MOST_ZOOM = 20;
    private static final int PAN = 40;

    /** What is moved, enlarged or drawn; it holds no pixels. */
    record View(
            WindowLevel windowLevel,
            Optional<Rectangle> region,
            Optional<Rectangle> neck,
            double zoom,
            double shiftX,
            double shiftY) {}

    private transient Radiograph radiograph;
    private transient BufferedImage picture;
    private transient BufferedImage screen;
    private transient BufferedImage overlay;
    private transient BmdEstimate estimate;
    private transient WindowLevel windowLevel;
    private Rectangle region;
    private Rectangle neck;
    private boolean showOverlay;
    private boolean showNeck = true;
    private boolean drawRegion;
    private String hint = "";
    /** 1 shows the whole picture; the shifts are pixels of the screen. */
    private double zoom = 1;

    private double shiftX;
    private double shiftY;

    RadiographPanel() {
        super(AccessibleRole.CANVAS);
        setPreferredSize(new Dimension(720, 720));
        Drag drag = new Drag();
        addMouseListener(drag);
        addMouseMotionListener(drag);
        addMouseWheelListener(
                event -> zoomAt(event.getPoint(), Math.pow(WHEEL_STEP, -event.getPreciseWheelRotation())));
        setFocusable(true);
        key("LEFT", () -> pan(PAN, 0));
        key("RIGHT", () -> pan(-PAN, 0));
        key("UP", () -> pan(0, PAN));
        key("DOWN", () -> pan(0, -PAN));
        key("PLUS", () -> zoomAt(new Point(getWidth() / 2, getHeight() / 2), 1 / KEY_STEP));
        key("MINUS", () -> zoomAt(new Point(getWidth() / 2, getHeight() / 2), KEY_STEP));
        key("0", this::fit);
    }

    private void key(String name, Runnable work) {
        getInputMap().put(KeyStroke.getKeyStroke(name), name);
        getActionMap().put(name, new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent event) {
                work.run();
            }
        });
    }

    /** Shows the whole picture again. */
    void fit() {
        zoom = 1;
        shiftX = 0;
        shiftY = 0;
        repaint();
    }

    double zoom() {
        return zoom;
    }

    /** Enlarges so that what is at this point of the component stays there. */
    private void zoomAt(Point point, double factor) {
        if (picture == null) {
            return;
        }
        double changed = Math.max(1, Math.min(MOST_ZOOM, zoom * factor));
        if (changed == 1) {
            fit();
            return;
        }
        double ratio = changed / zoom;
        shiftX = (point.x - getWidth() / 2.0) * (1 - ratio) + ratio * shiftX;
        shiftY = (point.y - getHeight() / 2.0) * (1 - ratio) + ratio * shiftY;
        zoom = changed;
        repaint();
    }

    private void pan(double right, double down) {
        if (zoom > 1) {
            shiftX += right;
            shiftY += down;
            repaint();
        }
    }

    /** Shows these greys; nothing happens without a picture. */
    void preset(WindowLevel.Preset preset) {
        if (picture != null) {
            setWindowLevel(WindowLevel.of(preset, picture));
        }
    }

    void showNeck(boolean show) {
        showNeck = show;
        repaint();
    }

    /** Shows another radiograph, without region and overlay. */
    void show(Radiograph newRadiograph) {
        radiograph = newRadiograph;
        picture = newRadiograph.toImage();
        region = null;
        neck = null;
        fit();
        setEstimate(null);
        setWindowLevel(WindowLevel.fitting(picture));
    }

    /** Shows nothing, and holds no pixels. */
    void clear() {
        radiograph = null;
        picture = null;
        screen = null;
        setEstimate(null);
    }

    /** How the picture is shown; empty without one. */
    Optional<View> view() {
        return picture == null
                ? Optional.empty()
                : Optional.of(new View(windowLevel, region(), neck(), zoom, shiftX, shiftY));
    }

    /** Shows the present picture as it was shown then. */
    void restore(View view) {
        region = view.region().orElse(null);
        neck = view.neck().orElse(null);
        zoom = view.zoom();
        shiftX = view.shiftX();
        shiftY = view.shiftY();
        setWindowLevel(view.windowLevel());
    }

    /** What is shown without a picture. */
    void setHint(String newHint) {
        hint = newHint;
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

    /** Whether the estimate is of what is shown now: no region was drawn since, no box moved. */
    boolean showsEstimate() {
        return estimate != null;
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
            ((Graphics2D) graphics)
                    .setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.LIGHT_GRAY);
            int wide = graphics.getFontMetrics().stringWidth(hint);
            graphics.drawString(hint, (getWidth() - wide) / 2, getHeight() / 2);
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
        } else if (estimate != null && showNeck) {
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
        double whole = Math.min(getWidth() / (double) picture.getWidth(), getHeight() / (double) picture.getHeight());
        double scale = zoom * whole;
        AffineTransform transform = AffineTransform.getTranslateInstance(
                (getWidth() - scale * picture.getWidth()) / 2 + shiftX,
                (getHeight() - scale * picture.getHeight()) / 2 + shiftY);
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
        /** Where the picture is being moved from; null while it is not. */
        private Point panned;

        @Override
        public void mousePressed(MouseEvent event) {
            requestFocusInWindow();
            start = event.getPoint();
            panned = SwingUtilities.isMiddleMouseButton(event) || event.isAltDown() ? start : null;
            if (panned != null) {
                return;
            }
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
            if (panned != null) {
                pan(event.getX() - panned.x, event.getY() - panned.y);
                panned = event.getPoint();
            } else if (drawing) {
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
