package org.xattnbmd.trainer.simulator;

/** File formats of simulated radiographs; the pixel values are the same. */
public enum ImageFormat {
    /** 16-bit greyscale PNG. */
    PNG("png"),
    /** DICOM Part 10, explicit little endian, Computed Radiography. */
    DICOM("dcm");

    private final String extension;

    ImageFormat(String extension) {
        this.extension = extension;
    }

    String extension() {
        return extension;
    }
}
