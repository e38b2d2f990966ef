package org.xattnbmd.samples.viewer;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.samples.Thumbnail;
import org.xattnbmd.sdk.BmdException;

/**
 * A radiograph as it was read, with what stays of it when its pixels are given up. Immutable.
 *
 * @param sha256 of its greys: another reading of the same file has the same
 * @param small for the list of exams
 */
record ExamPicture(OpenedRadiograph opened, String sha256, BufferedImage small) {

    /** The longer side of the small picture, in pixels. */
    static final int SMALL = 64;

    /**
     * Reads a radiograph of any format that the SDK reads.
     *
     * @throws BmdException as {@link OpenedRadiograph#read}
     */
    static ExamPicture read(Path file) {
        OpenedRadiograph opened = OpenedRadiograph.read(file);
        return new ExamPicture(opened, sha256(opened.radiograph().toImage()), Thumbnail.of(opened.radiograph(), SMALL));
    }

    private static String sha256(BufferedImage picture) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            short[] greys = ((DataBufferUShort) picture.getRaster().getDataBuffer()).getData();
            ByteBuffer row = ByteBuffer.allocate(2 * picture.getWidth());
            for (int from = 0; from < greys.length; from += picture.getWidth()) {
                row.clear();
                row.asShortBuffer().put(greys, from, picture.getWidth());
                digest.update(row);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
