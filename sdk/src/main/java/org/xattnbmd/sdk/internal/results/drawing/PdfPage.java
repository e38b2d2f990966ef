package org.xattnbmd.sdk.internal.results.drawing;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * One page of A4 as PDF 1.4 with text, lines, filled rectangles and one picture (ISO 32000-1). Our own because a page of fixed text
 * needs a hundred lines and no font files, while a library would be five megabytes that every host carries for it. Lengths are
 * points, from the top left corner. Not thread-safe.
 */
public final class PdfPage {

    public static final double WIDTH = 595;
    public static final double HEIGHT = 842;

    /** Widths of Helvetica's letters from the space to the tilde, in thousandths of its size (Adobe's font metrics). */
    private static final int[] WIDTHS = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
                556,
        556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556,
                833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500,
                556,
        556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
                334,
        260, 334, 584
    };

    private final StringBuilder content = new StringBuilder();
    private byte[] picture;
    private int pictureWidth;
    private int pictureHeight;

    /** Width of an ASCII text in points. */
    public static double textWidth(String text, double size) {
        int width = 0;
        for (char letter : text.toCharArray()) {
            width += letter >= ' ' && letter <= '~' ? WIDTHS[letter - ' '] : WIDTHS['?' - ' '];
        }
        return width * size / 1000;
    }

    /** Writes a line of ASCII text on this baseline. */
    public void text(double left, double baseline, double size, int colour, String text) {
        String escaped = text.replaceAll("[^ -~]", "?").replaceAll("([\\\\()])", "\\\\$1");
        content.append(colour(colour))
                .append(" rg BT /F1 ")
                .append(number(size))
                .append(" Tf ")
                .append(number(left))
                .append(' ')
                .append(number(HEIGHT - baseline))
                .append(" Td (")
                .append(escaped)
                .append(") Tj ET\n");
    }

    public void line(double x0, double y0, double x1, double y1, double thickness, int colour) {
        content.append(colour(colour))
                .append(" RG ")
                .append(numbers(thickness))
                .append(" w ")
                .append(numbers(x0, HEIGHT - y0))
                .append(" m ")
                .append(numbers(x1, HEIGHT - y1))
                .append(" l S\n");
    }

    public void fill(double left, double top, double right, double bottom, int colour) {
        content.append(colour(colour))
                .append(" rg ")
                .append(numbers(left, HEIGHT - bottom, right - left, bottom - top))
                .append(" re f\n");
    }

    /** Puts the canvas as the page's one picture. */
    public void picture(Canvas canvas, double left, double top, double width, double height) {
        picture = deflate(canvas.bytes());
        pictureWidth = canvas.width();
        pictureHeight = canvas.height();
        content.append("q ")
                .append(numbers(width, 0, 0, height, left, HEIGHT - top - height))
                .append(" cm /P1 Do Q\n");
    }

    /** The document. */
    public byte[] toBytes(String title) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> places = new ArrayList<>();
        write(out, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        object(out, places, "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>", null);
        object(out, places, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", null);
        String pictures = picture == null ? "" : " /XObject << /P1 7 0 R >>";
        object(
                out,
                places,
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >>"
                        + pictures + " >> >>",
                null);
        byte[] page = content.toString().getBytes(StandardCharsets.US_ASCII);
        object(out, places, "<< /Length " + page.length + " >>", page);
        object(out, places, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>", null);
        object(out, places, "<< /Title (" + title.replaceAll("[^ -~]|[\\\\()]", "?") + ") >>", null);
        if (picture != null) {
            object(
                    out,
                    places,
                    "<< /Type /XObject /Subtype /Image /Width " + pictureWidth + " /Height " + pictureHeight
                            + " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /Length "
                            + picture.length + " >>",
                    picture);
        }
        int table = out.size();
        write(out, "xref\n0 " + (places.size() + 1) + "\n0000000000 65535 f \n");
        places.forEach(place -> write(out, "%010d 00000 n \n".formatted(place)));
        write(out, "trailer << /Size " + (places.size() + 1) + " /Root 1 0 R /Info 6 0 R >>\nstartxref\n" + table);
        write(out, "\n%%EOF\n");
        return out.toByteArray();
    }

    private static void object(ByteArrayOutputStream out, List<Integer> places, String dictionary, byte[] stream) {
        places.add(out.size());
        write(out, places.size() + " 0 obj\n" + dictionary + "\n");
        if (stream != null) {
            write(out, "stream\n");
            out.writeBytes(stream);
            write(out, "\nendstream\n");
        }
        write(out, "endobj\n");
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 14];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static String colour(int rgb) {
        return numbers((rgb >> 16 & 0xFF) / 255.0, (rgb >> 8 & 0xFF) / 255.0, (rgb & 0xFF) / 255.0);
    }

    private static String numbers(double... numbers) {
        StringBuilder text = new StringBuilder();
        for (double number : numbers) {
            text.append(text.isEmpty() ? "" : " ").append(number(number));
        }
        return text.toString();
    }

    private static String number(double number) {
        return BigDecimal.valueOf(number).setScale(3, RoundingMode.HALF_UP).toPlainString();
    }
}
