package org.xattnbmd.trainer.simulator;

/** Follows the scene's rays through one bone, in the bone's own frame. One per thread. */
final class BoneRays {

    private final Bone bone;
    private final ShellIntegrator integrator;
    private final float[] r;
    private final float originX;
    private final float originY;
    private final float originZ;

    BoneRays(Bone bone) {
        this.bone = bone;
        this.integrator = new ShellIntegrator(bone.field(), bone.fineStepCm(), bone.coarseStepCm());
        double[] inverse = Vec.transpose(bone.toWorld());
        this.r = new float[9];
        for (int i = 0; i < r.length; i++) {
            r[i] = (float) inverse[i];
        }
        this.originX = (float) bone.origin()[0];
        this.originY = (float) bone.origin()[1];
        this.originZ = (float) bone.origin()[2];
    }

    /** See {@link DistanceField.Probe#cull}; the ray in the scene's frame. */
    boolean cull(Ray ray, float spread) {
        return integrator.cull(own(ray), spread);
    }

    /** Bone mineral along the ray, g/cm², in the parts that the last {@link #cull} kept. */
    float mass(Ray ray) {
        Ray own = own(ray);
        ShellIntegrator.Passage passage = integrator.integrate(own, bone.interior());
        float cortex = bone.corticalDensity() * passage.shellLength();
        if (bone.unevenness() != null && cortex > 0) {
            double t = -own.oz() / own.dz();
            cortex *= bone.unevenness().at(own.ox() + t * own.dx(), own.oy() + t * own.dy());
        }
        return cortex + passage.interiorMass();
    }

    /** The ray in the bone's frame. */
    private Ray own(Ray ray) {
        float x = ray.ox() - originX;
        float y = ray.oy() - originY;
        float z = ray.oz() - originZ;
        return new Ray(
                r[0] * x + r[1] * y + r[2] * z,
                r[3] * x + r[4] * y + r[5] * z,
                r[6] * x + r[7] * y + r[8] * z,
                r[0] * ray.dx() + r[1] * ray.dy() + r[2] * ray.dz(),
                r[3] * ray.dx() + r[4] * ray.dy() + r[5] * ray.dz(),
                r[6] * ray.dx() + r[7] * ray.dy() + r[8] * ray.dz());
    }
}
