package org.xattnbmd.trainer.simulator;

/**
 * Integrates a shelled solid along a ray. Between two samples the distance is taken as linear, and the length spent in
 * the shell and in the interior follows from it exactly, so that a cortex far thinner than a step keeps its mass.
 * One per thread.
 */
final class ShellIntegrator {

    /** Interior density in g/cm³ at a point of the solid's own frame. */
    interface Interior {
        float density(float x, float y, float z);
    }

    private final DistanceField.Probe probe;
    private final float fineStep;
    private final float coarseStep;

    /**
     * What a ray passed through.
     *
     * @param shellLength inside the shell, cm
     * @param interiorLength inside the solid but not its shell, cm
     * @param interiorMass interior density times length, g/cm²; equals the length where no density was given
     */
    record Passage(float shellLength, float interiorLength, float interiorMass) {}

    ShellIntegrator(DistanceField field, double fineStepCm, double coarseStepCm) {
        this.probe = field.probe();
        this.fineStep = (float) fineStepCm;
        this.coarseStep = (float) coarseStepCm;
    }

    /** See {@link DistanceField.Probe#cull}. */
    boolean cull(Ray ray, float spread) {
        return probe.cull(ray, spread);
    }

    /** Marches the ray through the capsules kept by the last {@link #cull}; without an interior its density is 1. */
    Passage integrate(Ray ray, Interior interior) {
        float ox = ray.ox();
        float oy = ray.oy();
        float oz = ray.oz();
        float dx = ray.dx();
        float dy = ray.dy();
        float dz = ray.dz();
        float shellLength = 0;
        float interiorLength = 0;
        float interiorMass = 0;
        float end = probe.far();
        float t = probe.near();
        probe.restart();
        float depth0 = -probe.distance(ox + t * dx, oy + t * dy, oz + t * dz, 0);
        float shell0 = probe.shell;
        float density0 = 0;
        boolean known = false;
        while (t < end) {
            float step;
            if (depth0 < 0) {
                step = Math.max(fineStep, -0.95f * depth0);
            } else {
                step = Math.max(fineStep, Math.min(coarseStep, 0.9f * (depth0 - shell0)));
            }
            float t1 = t + step;
            float depth1 = -probe.distance(ox + t1 * dx, oy + t1 * dy, oz + t1 * dz, step);
            // The distance far from an elongated capsule is only approximate: never let a long step cross the surface.
            while (depth0 < 0 && depth1 > 0 && step > 1.5f * fineStep) {
                float shorter = Math.max(fineStep, 0.4f * step);
                t1 = t + shorter;
                depth1 = -probe.distance(ox + t1 * dx, oy + t1 * dy, oz + t1 * dz, step - shorter);
                step = shorter;
            }
            float shell1 = probe.shell;
            if (depth0 > 0 || depth1 > 0) {
                float solid = above(depth0, depth1);
                float inner = above(depth0 - shell0, depth1 - shell1);
                shellLength += step * (solid - inner);
                if (inner > 0) {
                    interiorLength += step * inner;
                    if (interior == null) {
                        interiorMass += step * inner;
                    } else {
                        float d0 = known ? density0 : interior.density(ox + t * dx, oy + t * dy, oz + t * dz);
                        float d1 = interior.density(ox + t1 * dx, oy + t1 * dy, oz + t1 * dz);
                        interiorMass += step * inner * 0.5f * (d0 + d1);
                        density0 = d1;
                    }
                }
                known = inner > 0 && interior != null;
            } else {
                known = false;
            }
            t = t1;
            depth0 = depth1;
            shell0 = shell1;
        }
        return new Passage(shellLength, interiorLength, interiorMass);
    }

    /** Share of a step over which a quantity running linearly from a to b is positive. */
    private static float above(float a, float b) {
        if (a >= 0 && b >= 0) {
            return 1;
        }
        if (a <= 0 && b <= 0) {
            return 0;
        }
        return a > 0 ? a / (a - b) : b / (b - a);
    }
}
