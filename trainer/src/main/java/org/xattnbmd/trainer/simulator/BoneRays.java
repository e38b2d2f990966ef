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
    boolean cull(float ox, float oy, float oz, float dx, float dy, float dz, float spread) {
        float x = ox - originX;
        float y = oy - originY;
        float z = oz - originZ;
        return integrator.cull(
                r[0] * x + r[1] * y + r[2] * z,
                r[3] * x + r[4] * y + r[5] * z,
                r[6] * x + r[7] * y + r[8] * z,
                r[0] * dx + r[1] * dy + r[2] * dz,
                r[3] * dx + r[4] * dy + r[5] * dz,
                r[6] * dx + r[7] * dy + r[8] * dz,
                spread);
    }

    /** Bone mineral along the ray, g/cm², in the parts that the last {@link #cull} kept. */
    float mass(float ox, float oy, float oz, float dx, float dy, float dz) {
        float x = ox - originX;
        float y = oy - originY;
        float z = oz - originZ;
        integrator.integrate(
                r[0] * x + r[1] * y + r[2] * z,
                r[3] * x + r[4] * y + r[5] * z,
                r[6] * x + r[7] * y + r[8] * z,
                r[0] * dx + r[1] * dy + r[2] * dz,
                r[3] * dx + r[4] * dy + r[5] * dz,
                r[6] * dx + r[7] * dy + r[8] * dz,
                bone.interior());
        return bone.corticalDensity() * integrator.shellLength + integrator.interiorMass;
    }
}
