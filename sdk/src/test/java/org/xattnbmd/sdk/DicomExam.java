package org.xattnbmd.sdk;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/** The exam that the DICOM tests store in one way or another. */
final class DicomExam {

    static final int W = 75;
    static final int H = 64;

    private DicomExam() {}

    static short[] grey() {
        return SyntheticHip.left(W, H, 9);
    }

    static Radiograph read(DicomWriter writer) {
        return Radiograph.decode(writer.toBytes());
    }

    static short[] pixels(DicomWriter writer) {
        return read(writer).view().picture().pixels();
    }

    static short[] shifted(short[] grey, int bits) {
        short[] shifted = new short[grey.length];
        for (int i = 0; i < grey.length; i++) {
            shifted[i] = (short) ((grey[i] & 0xFFFF) >> bits);
        }
        return shifted;
    }

    /** A JPEG 2000 codestream from the plug-in's own writer, taken out of its JP2 file. */
    static byte[] jpeg2000(short[] grey) throws IOException {
        BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setDataElements(0, 0, W, H, grey);
        return jpeg2000(image);
    }

    static byte[] jpeg2000(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWriters(new ImageTypeSpecifier(image), "jpeg2000")
                .next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), writer.getDefaultWriteParam());
        } finally {
            writer.dispose();
        }
        byte[] file = out.toByteArray();
        int start = indexOf(file, new byte[] {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51});
        return Arrays.copyOfRange(file, start, file.length);
    }

    static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
