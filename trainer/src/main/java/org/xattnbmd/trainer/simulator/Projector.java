package org.xattnbmd.trainer.simulator;

/**
 * Follows one diverging ray per pixel through the phantom. Rays are handled in square tiles: what a whole tile cannot
 * touch is put aside once. Skin and fat vary slowly and are followed on every eighth ray, except where the skin's edge
 * passes. One per thread.
 */
final class Projector {

    private static final int TILE = 8;
    private static final int COARSE = 8;
    /** Largest difference in g/cm² between rays that are not followed but interpolated. */
    private static final float TOLERANCE = 0.04f;

    private final SoftTissue softTissue;
    private final Pose pose;
    private final double[] turn;
    private final PathMaps maps;
    private final BoneRays[] bones;
    private final boolean[] touched;
    private final ShellIntegrator envelope;

    Projector(Phantom phantom, Pose pose, int size, double fieldCm) {
        this(Scene.hip(phantom, pose), pose, size, fieldCm);
    }

    Projector(Scene scene, Pose pose, int size, double fieldCm) {
        this.softTissue = scene.softTissue();
        this.pose = pose;
        this.turn = pose.roll();
        this.maps = new PathMaps(size, fieldCm / size);
        this.bones = scene.bones().stream().map(BoneRays::new).toArray(BoneRays[]::new);
        this.touched = new boolean[bones.length];
        this.envelope = new ShellIntegrator(softTissue.envelope(), 0.35, 3.0);
    }

    PathMaps project() {
        projectSoftTissue();
        projectBone(true);
        projectBone(false);
        return maps;
    }

    /** First every second ray both ways; then those between them, followed only where their neighbours disagree. */
    private void projectBone(boolean first) {
        int n = maps.size;
        float spread = (float) (0.75 * TILE * maps.pixelCm);
        for (int top = 0; top < n; top += TILE) {
            for (int left = 0; left < n; left += TILE) {
                Ray middle = ray(left + 0.5 * TILE, top + 0.5 * TILE);
                boolean any = false;
                for (int b = 0; b < bones.length; b++) {
                    touched[b] = bones[b].cull(middle, spread);
                    any |= touched[b];
                }
                if (any) {
                    projectTile(top, left, first);
                }
            }
        }
    }

    private void projectTile(int top, int left, boolean first) {
        int n = maps.size;
        for (int j = top; j < Math.min(n, top + TILE); j++) {
            for (int i = left; i < Math.min(n, left + TILE); i++) {
                boolean even = (i & 1) == 0 && (j & 1) == 0;
                if (even == first) {
                    float between = even ? Float.NaN : interpolated(i, j);
                    maps.mineral[j * n + i] = Float.isNaN(between) ? mineral(i, j) : between;
                }
            }
        }
    }

    /** The mean of the even neighbours, or NaN if they differ or lie outside. */
    private float interpolated(int i, int j) {
        int n = maps.size;
        int i0 = i & ~1;
        int j0 = j & ~1;
        if (i0 + 2 >= n || j0 + 2 >= n) {
            return Float.NaN;
        }
        float a = maps.mineral[j0 * n + i0];
        float b = maps.mineral[j0 * n + i0 + 2];
        float c = maps.mineral[(j0 + 2) * n + i0];
        float d = maps.mineral[(j0 + 2) * n + i0 + 2];
        float range = Math.max(Math.max(a, b), Math.max(c, d)) - Math.min(Math.min(a, b), Math.min(c, d));
        if (range > TOLERANCE) {
            return Float.NaN;
        }
        float u = 0.5f * (i - i0);
        float v = 0.5f * (j - j0);
        return (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d);
    }

    private float mineral(int i, int j) {
        Ray ray = ray(i + 0.5, j + 0.5);
        float mass = 0;
        for (int b = 0; b < bones.length; b++) {
            if (touched[b]) {
                mass += bones[b].mass(ray);
            }
        }
        return mass;
    }

    private void projectSoftTissue() {
        int n = maps.size;
        int nodes = n / COARSE + 2;
        float[] fat = new float[nodes * nodes];
        float[] lean = new float[nodes * nodes];
        for (int j = 0; j < nodes; j++) {
            for (int i = 0; i < nodes; i++) {
                ShellIntegrator.Passage body = throughSkin(i * COARSE + 0.5, j * COARSE + 0.5);
                fat[j * nodes + i] = body.shellLength();
                lean[j * nodes + i] = body.interiorLength();
            }
        }
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                int k = j / COARSE * nodes + i / COARSE;
                int p = j * n + i;
                if (smooth(fat, k, nodes) && smooth(lean, k, nodes)) {
                    float u = (i % COARSE) * (1f / COARSE);
                    float v = (j % COARSE) * (1f / COARSE);
                    maps.fat[p] = bilinear(fat, k, nodes, u, v);
                    maps.muscle[p] = bilinear(lean, k, nodes, u, v);
                } else {
                    ShellIntegrator.Passage body = throughSkin(i + 0.5, j + 0.5);
                    maps.fat[p] = body.shellLength();
                    maps.muscle[p] = body.interiorLength();
                }
            }
        }
        int[] near = new int[softTissue.ellipsoidCount()];
        float spread = (float) (0.75 * TILE * maps.pixelCm);
        for (int top = 0; top < n; top += TILE) {
            for (int left = 0; left < n; left += TILE) {
                int count = softTissue.touching(near, ray(left + 0.5 * TILE, top + 0.5 * TILE), spread);
                for (int j = top; count > 0 && j < Math.min(n, top + TILE); j++) {
                    for (int i = left; i < Math.min(n, left + TILE); i++) {
                        throughEllipsoids(j * n + i, ray(i + 0.5, j + 0.5), near, count);
                    }
                }
            }
        }
    }

    private void throughEllipsoids(int p, Ray ray, int[] near, int count) {
        float lean = maps.muscle[p];
        for (int k = 0; k < count && lean > 0; k++) {
            int e = near[k];
            float chord = Math.min(lean, softTissue.chord(e, ray));
            if (chord > 0) {
                float fat = chord * softTissue.fatWeight(e);
                maps.fat[p] = Math.max(0, maps.fat[p] + fat);
                lean -= fat + chord * softTissue.gasWeight(e);
            }
        }
        maps.muscle[p] = Math.max(0, lean);
    }

    private ShellIntegrator.Passage throughSkin(double i, double j) {
        Ray ray = ray(i, j);
        envelope.cull(ray, 0);
        return envelope.integrate(ray, null);
    }

    private static boolean smooth(float[] a, int k, int nodes) {
        float low = Math.min(Math.min(a[k], a[k + 1]), Math.min(a[k + nodes], a[k + nodes + 1]));
        float high = Math.max(Math.max(a[k], a[k + 1]), Math.max(a[k + nodes], a[k + nodes + 1]));
        // A chord grows like a square root behind an edge: straight lines between nodes are good enough away from it.
        return high - low <= 0.45f * low;
    }

    private static float bilinear(float[] a, int k, int nodes, float u, float v) {
        float top = a[k] + u * (a[k + 1] - a[k]);
        float low = a[k + nodes] + u * (a[k + nodes + 1] - a[k + nodes]);
        return top + v * (low - top);
    }

    /** The ray from the focal spot to a point of the detector given in pixels from its upper left corner. */
    private Ray ray(double i, double j) {
        double half = 0.5 * maps.size;
        double u = (i - half) * maps.pixelCm;
        double v = (half - j) * maps.pixelCm;
        double x = turn[0] * u - turn[1] * v;
        double y = turn[0] * v + turn[1] * u;
        double sid = pose.sourceImageDistance();
        double inverse = 1 / Math.sqrt(x * x + y * y + sid * sid);
        return new Ray(
                (float) pose.centreX(),
                (float) pose.centreY(),
                (float) -pose.sourceDistance(),
                (float) (x * inverse),
                (float) (y * inverse),
                (float) (sid * inverse));
    }
}
