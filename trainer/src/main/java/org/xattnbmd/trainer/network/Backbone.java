package org.xattnbmd.trainer.network;

/** Residual image encoders in torchvision's layout (He et al. 2016, table 1), so that public weights fit. */
public enum Backbone {
    RESNET18(false, 2, 2, 2, 2),
    RESNET34(false, 3, 4, 6, 3),
    RESNET50(true, 3, 4, 6, 3);

    private final boolean bottleneck;
    private final int[] units;

    Backbone(boolean bottleneck, int... units) {
        this.bottleneck = bottleneck;
        this.units = units;
    }

    boolean bottleneck() {
        return bottleneck;
    }

    int[] units() {
        return units.clone();
    }
}
