package org.xattnbmd.trainer.simulator;

/**
 * A console's processing chain, drawn at random within its domain: logarithm, noise reduction, contrast equalisation over
 * the octaves of a {@link Pyramid} with latitude reduction (as consoles have had it since Vuylsteke and Schoeters 1994),
 * unsharp masking, window, look-up curve, and for exports annotation and JPEG. All ranges are defaults of this simulator,
 * chosen so that the local contrast by octave meets that of public radiographs; none describes a named product.
 */
final class ConsoleProcessing implements Rendering {

    private static final int CURVE_STEPS = 4096;
    private static final int EXPORT_BITS = 8;

    /**
     * What happens to the octaves.
     *
     * @param noise gain on structures below about half a millimetre
     * @param detail how much more than 1 the gain is at {@code scaleCm}, falling off over two octaves
     * @param boost further gain on faint structures
     * @param latitude gain on structures of 2 cm and more
     */
    private record Octaves(double noise, double detail, double scaleCm, double boost, double latitude) {

        double gain(double cm) {
            double octaves = StrictMath.log(cm / scaleCm) / StrictMath.log(2);
            double held = 1 + detail * StrictMath.exp(-octaves * octaves / 8);
            double coarse = Math.min(1, Math.max(0, StrictMath.log(cm / 1.2) / StrictMath.log(2)));
            double fine = Math.min(1, Math.max(0, StrictMath.log(0.10 / cm) / StrictMath.log(2)));
            return held * (1 + coarse * (latitude - 1)) * (1 + fine * (noise - 1));
        }

        double boost(double cm) {
            return boost * Math.min(1, Math.max(0, 2 - cm / 1.5));
        }
    }

    /** Gain and radius, as a share of the picture's side. */
    private record Unsharp(double gain, double radius) {}

    /**
     * Window and look-up curve.
     *
     * @param low percentile of the patient that the window starts near, {@code high} where it ends
     * @param start shift of the window in its own widths
     * @param gamma below 1 is brighter
     * @param slope of the S-curve; 0 is none
     * @param toe how much of the lower end film would swallow
     */
    private record Curve(double low, double high, double start, double gamma, double slope, double toe) {

        double at(double held) {
            double v = Math.max(0, held - toe) / (1 - toe);
            double g = StrictMath.pow(v, gamma);
            if (slope == 0) {
                return g;
            }
            double low = sigmoid(-slope / 2);
            return (sigmoid(slope * (g - 0.5)) - low) / (1 - 2 * low);
        }

        private static double sigmoid(double x) {
            return 1 / (1 + StrictMath.exp(-x));
        }
    }

    /** 8 bits, and what is written on the picture; {@code quality} is the JPEG's. */
    private record Export(int quality, Rng annotation) {}

    private final Octaves octaves;
    private final Unsharp unsharp;
    private final Curve curve;
    private final int bits;
    private final Export export;

    private ConsoleProcessing(Octaves octaves, Unsharp unsharp, Curve curve, int bits, Export export) {
        this.octaves = octaves;
        this.unsharp = unsharp;
        this.curve = curve;
        this.bits = bits;
        this.export = export;
    }

    /** @param domain a rendering other than {@link Domain#MAKER_CURVES} */
    static ConsoleProcessing draw(Domain domain, Rng rng) {
        Domain chain = domain;
        if (domain == Domain.EXPORTED) {
            Domain[] chains = {Domain.MULTISCALE, Domain.EDGES, Domain.SOFT};
            chain = chains[rng.below(chains.length)];
        }
        Octaves octaves = switch (chain) {
            case MULTISCALE ->
                new Octaves(
                        rng.uniform(0.5, 1.3),
                        rng.uniform(0.6, 2.2),
                        0.2 * StrictMath.exp(0.6 * rng.gaussian()),
                        rng.uniform(0.5, 2.0),
                        rng.uniform(0.15, 0.5));
            case EDGES ->
                new Octaves(
                        rng.uniform(0.7, 1.5),
                        rng.uniform(0.2, 0.9),
                        rng.uniform(0.06, 0.3),
                        rng.uniform(0, 0.6),
                        rng.uniform(0.35, 0.75));
            default ->
                new Octaves(
                        rng.uniform(0.1, 0.5),
                        rng.uniform(0.1, 0.7),
                        rng.uniform(0.3, 1.0),
                        rng.uniform(0, 0.4),
                        rng.uniform(0.35, 0.75));
        };
        Unsharp unsharp = chain == Domain.EDGES
                ? new Unsharp(rng.uniform(0.5, 1.8), rng.uniform(0.008, 0.05))
                : new Unsharp(rng.uniform(0, 0.3), rng.uniform(0.003, 0.01));
        boolean film = rng.chance(0.3);
        Curve curve = new Curve(
                rng.uniform(0.005, 0.20),
                rng.uniform(0.99, 0.9995),
                0.05 * rng.gaussian(),
                StrictMath.exp(0.12 + 0.22 * rng.gaussian()),
                rng.chance(0.6) ? rng.uniform(1.5, 5.5) : 0,
                film ? rng.uniform(0.01, 0.08) : 0);
        if (domain == Domain.EXPORTED) {
            return new ConsoleProcessing(octaves, unsharp, curve, EXPORT_BITS, new Export(45 + rng.below(51), rng));
        }
        return new ConsoleProcessing(octaves, unsharp, curve, 10 + 2 * rng.below(3), null);
    }

    @Override
    public int bits() {
        return bits;
    }

    @Override
    public short[] apply(float[] signal, int n, double pixelCm, Collimator collimator, float[] marker) {
        float[] log = new float[signal.length];
        for (int p = 0; p < log.length; p++) {
            log[p] = (float) -StrictMath.log(signal[p]);
        }
        Processing.fillShutters(log, n, collimator);
        Pyramid pyramid = new Pyramid(log, n);
        for (int k = 0; k < pyramid.details(); k++) {
            double cm = 1.5 * pixelCm * (1 << k);
            pyramid.equalise(k, octaves.gain(cm), octaves.boost(cm));
        }
        pyramid.flatten(octaves.latitude());
        log = pyramid.collapse();
        sharpen(log, n);
        float[] grey = look(log, n, collimator, marker);
        if (export != null) {
            Annotation.write(grey, n, export.annotation());
            for (int p = 0; p < grey.length; p++) {
                grey[p] *= 255;
            }
            JpegBlocks.apply(grey, n, export.quality());
            for (int p = 0; p < grey.length; p++) {
                grey[p] /= 255;
            }
        }
        int maximum = (1 << bits) - 1;
        short[] pixels = new short[grey.length];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (short) Math.min(maximum, Math.max(0, (int) Math.rint(grey[p] * maximum)));
        }
        return pixels;
    }

    private void sharpen(float[] log, int n) {
        float[] blurred = log.clone();
        Blur.gaussian(blurred, n, unsharp.radius() * n);
        for (int p = 0; p < log.length; p++) {
            log[p] += (float) unsharp.gain() * (log[p] - blurred[p]);
        }
    }

    private float[] look(float[] log, int n, Collimator collimator, float[] marker) {
        float[] ends =
                Processing.percentiles(Processing.patient(log, n, collimator, 0.9, 0.3), curve.low(), curve.high());
        double width = Math.max(0.25, 1.04 * (ends[1] - ends[0]));
        double start = ends[0] - 0.02 * width + curve.start() * width;
        float[] table = new float[CURVE_STEPS + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) curve.at(i / (double) CURVE_STEPS);
        }
        float[] grey = new float[log.length];
        for (int p = 0; p < grey.length; p++) {
            float v;
            if (collimator.open(p % n, p / n, n)) {
                double held = Math.min(1, Math.max(0, (log[p] - start) / width));
                v = table[(int) Math.rint(held * CURVE_STEPS)];
            } else {
                v = collimator.masked() ? 0 : 1;
            }
            if (marker != null) {
                v += 0.96f * marker[p] * (1 - v);
            }
            grey[p] = v;
        }
        return grey;
    }
}
