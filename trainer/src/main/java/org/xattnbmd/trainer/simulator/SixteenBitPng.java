package org.xattnbmd.trainer.simulator;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Codes a 16-bit greyscale PNG that says how many bits are significant (chunk sBIT) and that it is SIMULATED (chunk
 * tEXt). The same pixels give the same bytes on one JDK.
 */
final class SixteenBitPng {

    private static final String FORMAT = "javax_imageio_png_1.0";

    private SixteenBitPng() {}

    static byte[] encode(SimulatedRadiograph radiograph) throws IOException {
        int size = radiograph.size();
        int bitsStored = radiograph.bitsStored();
        short[] pixels = radiograph.pixels();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_USHORT_GRAY);
        short[] data = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(pixels, 0, data, 0, pixels.length);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(pixels.length * 2);
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            IIOMetadata metadata = writer.getDefaultImageMetadata(
                    ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
            metadata.mergeTree(FORMAT, description(bitsStored));
            writer.write(null, new IIOImage(image, null, metadata), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static IIOMetadataNode description(int bitsStored) {
        IIOMetadataNode root = new IIOMetadataNode(FORMAT);
        IIOMetadataNode significant = new IIOMetadataNode("sBIT");
        IIOMetadataNode grey = new IIOMetadataNode("sBIT_Grayscale");
        grey.setAttribute("gray", Integer.toString(bitsStored));
        significant.appendChild(grey);
        root.appendChild(significant);
        IIOMetadataNode text = new IIOMetadataNode("tEXt");
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", "Comment");
        entry.setAttribute("value", "SIMULATED radiograph, no patient");
        text.appendChild(entry);
        root.appendChild(text);
        return root;
    }
}
