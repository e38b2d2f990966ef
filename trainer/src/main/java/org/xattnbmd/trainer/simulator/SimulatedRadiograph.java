package org.xattnbmd.trainer.simulator;

/**
 * A SIMULATED radiograph, and how it is taken: projection, exposure, marker, the maker's processing, side. Owns its pixels;
 * do not change them.
 *
 * @param view what it shows
 * @param fieldCm side of the exposed field at the detector
 * @param size side of the square picture
 * @param pixels stored pixel values row by row, unsigned, bone bright
 * @param bitsStored significant bits of a pixel, 8 to 14
 * @param neckBox where the femoral neck is in the picture
 */
public record SimulatedRadiograph(
        View view, double fieldCm, int size, short[] pixels, int bitsStored, NeckBox neckBox) {

    /**
     * @param detection random numbers of the detector's noise
     * @param handling those of technique, collimation, marker and processing
     */
    static SimulatedRadiograph take(
            Phantom phantom, Pose pose, SimulationConfig config, boolean left, Rng detection, Rng handling) {
        Subject subject = new Subject(phantom, Scene.hip(phantom, pose), pose, left);
        return take(subject, View.HIP, config, new Streams(detection, handling, null));
    }

    /** Who lies how, and which hip is asked for. */
    record Subject(Phantom phantom, Scene scene, Pose pose, boolean left) {}

    /**
     * Random numbers.
     *
     * @param detection of the detector's noise
     * @param handling of technique, collimation, marker and the maker's processing
     * @param console of the processing in a domain of its own; null for the maker's
     */
    record Streams(Rng detection, Rng handling, ConsoleProcessing console) {}

    static SimulatedRadiograph take(Subject subject, View view, SimulationConfig config, Streams streams) {
        return take(subject, Framing.usual(view, config), config, streams);
    }

    static SimulatedRadiograph take(Subject subject, Framing framing, SimulationConfig config, Streams streams) {
        int n = config.imageSize();
        Site site = config.site();
        boolean left = subject.left();
        Phantom phantom = subject.phantom();
        Rng handling = streams.handling();
        PathMaps maps = new Projector(subject.scene(), subject.pose(), n, framing.fieldCm()).project();
        Technique technique =
                Technique.draw(handling, site, phantom.softTissue().thicknessCm());
        Collimator collimator = Collimator.draw(handling);
        float[] signal = Detector.expose(maps, technique, collimator, streams.detection());
        // The phantom is a left hip, lateral to the viewer's right; a right hip is its mirror image.
        if (!left) {
            mirror(signal, n);
        }
        Collimator seen = left ? collimator : collimator.mirrored();
        float[] marker = null;
        if (handling.chance(0.8)) {
            double pixel = maps.pixelCm;
            double height = handling.uniform(1.1, 1.6) / pixel;
            double inset = handling.uniform(0.08, 0.13) * n;
            double x = left ? n - inset - 0.6 * height : inset;
            double y = handling.chance(0.7) ? handling.uniform(0.14, 0.24) * n : handling.uniform(0.86, 0.92) * n;
            marker = SideMarker.cover(n, left, x, y, height, handling.normal(0, 0.06));
        }
        Rendering rendering = streams.console() == null ? Processing.draw(handling, site) : streams.console();
        NeckBox box = NeckBox.of(phantom.femur().shape(), subject.pose(), framing.fieldCm());
        return new SimulatedRadiograph(
                framing.view(),
                framing.fieldCm(),
                n,
                rendering.apply(signal, n, maps.pixelCm, seen, marker),
                rendering.bits(),
                left ? box : box.mirrored());
    }

    private static void mirror(float[] a, int n) {
        for (int j = 0; j < n; j++) {
            for (int i = 0, k = n - 1; i < k; i++, k--) {
                float t = a[j * n + i];
                a[j * n + i] = a[j * n + k];
                a[j * n + k] = t;
            }
        }
    }
}
