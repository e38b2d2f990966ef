package org.xattnbmd.sdk.internal.preprocessing;

import java.util.Arrays;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.picture.RadiographView.Region;

/**
 * What {@link Preprocessing} found out about one radiograph while it made the network's input of it.
 *
 * @param placement where that input lies on the caller's picture
 * @param field the exposed field and its grey window
 */
public record PreparedRadiograph(Placement placement, ExposedField field) {

    /**
     * The rectangle that the whole output covers, in pixels of the caller's picture; with padding it reaches beyond it.
     *
     * @param mirrored whether the output is a mirror image of the picture
     */
    public record Placement(double x, double y, double width, double height, boolean mirrored) {

        /** A box of the network's input, centre and half size as fractions of it, on the picture. */
        public Area toPicture(double centreX, double centreY, double halfWidth, double halfHeight) {
            double across = mirrored ? 1 - centreX : centreX;
            return new Area(
                    x + (across - halfWidth) * width,
                    y + (centreY - halfHeight) * height,
                    2 * halfWidth * width,
                    2 * halfHeight * height);
        }

        /**
         * Where a rectangle of the picture lies in the network's input: centre and half size as fractions of it.
         *
         * @throws BmdException {@code REGION_OUTSIDE_IMAGE} if its centre is outside the input
         */
        public float[] boxOf(Region region) {
            double centreX = (region.x() + region.width() / 2.0 - x) / width;
            double centreY = (region.y() + region.height() / 2.0 - y) / height;
            if (!(centreX >= 0 && centreX <= 1 && centreY >= 0 && centreY <= 1)) {
                throw new BmdException(
                        BmdException.Code.REGION_OUTSIDE_IMAGE,
                        "Expected the centre of the femoral neck's box within the exposed field and the region of interest,"
                                + " received one outside. Look at the picture again.");
            }
            return new float[] {
                (float) (mirrored ? 1 - centreX : centreX),
                (float) centreY,
                (float) (region.width() / 2.0 / width),
                (float) (region.height() / 2.0 / height)
            };
        }
    }

    /**
     * Writes the network's input, {@code height * width} values, to {@code output}.
     *
     * @param frame what the output is to span, or null: all that is exposed
     */
    public static PreparedRadiograph prepare(
            Preprocessing spec, RadiographView view, Frame frame, Workspace workspace, float[] output) {
        Region region = frame == null ? view.region() : frame.within(view.region());
        boolean mirrored = view.side() == Side.RIGHT;
        int analysed = frame == null
                ? spec.analysisSide()
                : Math.max(1, (int)
                        Math.ceil(spec.analysisSide() * Math.max(region.width(), region.height()) / frame.side()));
        ReducedPicture reduced = ReducedPicture.of(
                view.picture(), region.x(), region.y(), region.width(), region.height(), analysed, mirrored, workspace);
        ExposedField field = ExposedField.find(
                reduced,
                spec.shutterFraction(),
                spec.saturationTolerance(),
                spec.lowerPercentile(),
                spec.upperPercentile(),
                workspace);

        if (frame != null) {
            return framed(spec, frame, reduced, field, mirrored, workspace, output);
        }
        Geometry g = Geometry.of(spec, reduced, field, view.spacingMillimetres());
        float[] resampled = AreaResampler.resample(
                reduced, g.cropX, g.cropY, g.cropWidth, g.cropHeight, g.outWidth, g.outHeight, workspace);

        Arrays.fill(output, (float) spec.padding());
        float scale = (float) (1 / (field.high() - field.low()));
        float low = (float) field.low();
        for (int y = 0; y < g.outHeight; y++) {
            int row = (g.offsetY + y) * spec.width();
            for (int x = 0; x < g.outWidth; x++) {
                output[row + g.offsetX + x] = windowed(resampled[y * g.outWidth + x], low, scale);
            }
        }
        return new PreparedRadiograph(g.placement(spec, reduced, mirrored), field);
    }

    private static float windowed(float grey, float low, float scale) {
        float value = (grey - low) * scale;
        return value < 0f ? 0f : value > 1f ? 1f : value;
    }

    private static PreparedRadiograph framed(
            Preprocessing spec,
            Frame frame,
            ReducedPicture reduced,
            ExposedField field,
            boolean mirrored,
            Workspace workspace,
            float[] output) {
        double factor = reduced.factor();
        double wide = reduced.width() * factor;
        double left = mirrored ? reduced.originX() + wide - frame.x() - frame.side() : frame.x() - reduced.originX();
        FrameResampler.resample(
                reduced,
                left / factor,
                (frame.y() - reduced.originY()) / factor,
                frame.side() / (spec.width() * factor),
                frame.side() / (spec.height() * factor),
                spec.width(),
                spec.height(),
                workspace,
                output);
        float scale = (float) (1 / (field.high() - field.low()));
        float low = (float) field.low();
        int count = spec.width() * spec.height();
        for (int i = 0; i < count; i++) {
            output[i] = Float.isNaN(output[i]) ? (float) spec.padding() : windowed(output[i], low, scale);
        }
        return new PreparedRadiograph(new Placement(frame.x(), frame.y(), frame.side(), frame.side(), mirrored), field);
    }

    /** What is cut out of the reduced picture, and where it goes in the output. */
    private record Geometry(
            int cropX,
            int cropY,
            int cropWidth,
            int cropHeight,
            int outWidth,
            int outHeight,
            int offsetX,
            int offsetY) {

        static Geometry of(Preprocessing spec, ReducedPicture reduced, ExposedField field, double spacing) {
            int x = spec.cropToField() ? field.x() : 0;
            int y = spec.cropToField() ? field.y() : 0;
            int width = spec.cropToField() ? field.width() : reduced.width();
            int height = spec.cropToField() ? field.height() : reduced.height();
            double scale = Math.min(spec.width() / (double) width, spec.height() / (double) height);
            if (spec.fieldOfViewMillimetres() > 0 && !Double.isNaN(spacing)) {
                scale = spec.width() * spacing * reduced.factor() / spec.fieldOfViewMillimetres();
                int wide = (int) Math.min(width, Math.max(1, Math.round(spec.width() / scale)));
                int high = (int) Math.min(height, Math.max(1, Math.round(spec.height() / scale)));
                x += (width - wide) / 2;
                y += (height - high) / 2;
                width = wide;
                height = high;
            }
            int outWidth = (int) Math.min(spec.width(), Math.max(1, Math.round(width * scale)));
            int outHeight = (int) Math.min(spec.height(), Math.max(1, Math.round(height * scale)));
            return new Geometry(
                    x,
                    y,
                    width,
                    height,
                    outWidth,
                    outHeight,
                    (spec.width() - outWidth) / 2,
                    (spec.height() - outHeight) / 2);
        }

        Placement placement(Preprocessing spec, ReducedPicture reduced, boolean mirrored) {
            double factor = reduced.factor();
            double perColumn = cropWidth * factor / outWidth;
            double perRow = cropHeight * factor / outHeight;
            double left = cropX * factor - offsetX * perColumn;
            double width = spec.width() * perColumn;
            return new Placement(
                    reduced.originX() + (mirrored ? reduced.width() * factor - left - width : left),
                    reduced.originY() + cropY * factor - offsetY * perRow,
                    width,
                    spec.height() * perRow,
                    mirrored);
        }
    }
}
