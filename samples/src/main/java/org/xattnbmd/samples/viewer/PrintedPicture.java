package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;

/** A radiograph with what was estimated of it, as a picture for paper. */
final class PrintedPicture {

    /** The longer side in pixels: 250 dots an inch on a page, for smaller pictures too, whose lines would be coarse. */
    private static final int SIDE = 2000;

    private PrintedPicture() {}

    /** What is on the screen, of the whole picture. */
    static BufferedImage of(Radiograph radiograph, ResultSaver.Answer answer, ResultPage.Look look) {
        BmdEstimate estimate = answer.estimate();
        BufferedImage shown = look.overlay()
                ? estimate.imageAttention().overlay(radiograph)
                : look.window().render(radiograph.toImage());
        double scale = SIDE / (double) Math.max(shown.getWidth(), shown.getHeight());
        BufferedImage picture = new BufferedImage(
                Math.max(1, (int) (scale * shown.getWidth())),
                Math.max(1, (int) (scale * shown.getHeight())),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.drawImage(shown, 0, 0, picture.getWidth(), picture.getHeight(), null);
        g.setStroke(new BasicStroke(Math.max(1.5f, picture.getWidth() / 300f)));
        if (look.box()) {
            g.setColor(RadiographPanel.NECK);
            estimate.femoralNeck()
                    .map(area -> new Rectangle2D.Double(area.x(), area.y(), area.width(), area.height()))
                    .or(() -> answer.marks().neck().map(PrintedPicture::rectangle))
                    .ifPresent(neck -> g.draw(scaled(neck, scale)));
        }
        g.setColor(RadiographPanel.REGION);
        answer.marks().region().map(PrintedPicture::rectangle).ifPresent(region -> g.draw(scaled(region, scale)));
        g.dispose();
        return picture;
    }

    private static Rectangle2D.Double rectangle(Rectangle of) {
        return new Rectangle2D.Double(of.x, of.y, of.width, of.height);
    }

    private static Rectangle2D scaled(Rectangle2D of, double scale) {
        return new Rectangle2D.Double(
                scale * of.getX(), scale * of.getY(), scale * of.getWidth(), scale * of.getHeight());
    }
}
