package org.xattnbmd.exporter.internal.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/**
 * NumPy's array format, versions 1 to 3: magic, header with element type, order and shape, then the elements. DJL reads it
 * with a running engine only, which the tools do without.
 */
final class NumpyFormat {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z])(\\d+)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*True");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, L]*)\\)");
    private static final Map<String, ElementType> TYPES = Map.of(
            "f4", ElementType.FLOAT,
            "f8", ElementType.DOUBLE,
            "f2", ElementType.FLOAT16,
            "i8", ElementType.INT64,
            "i4", ElementType.INT32,
            "i1", ElementType.INT8,
            "u1", ElementType.UINT8,
            "b1", ElementType.BOOL);

    private NumpyFormat() {}

    static Tensor parse(byte[] file, String name) {
        if (file.length < 12 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw invalid(name, "a NumPy array", "something else");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean longHeader = file[6] >= 2;
        long length = longHeader ? buffer.getInt(8) & 0xffffffffL : buffer.getShort(8) & 0xffff;
        int start = longHeader ? 12 : 10;
        if (start + length > file.length) {
            throw invalid(name, "a header of " + length + " bytes", file.length + " bytes in all");
        }
        String header = new String(file, start, (int) length, StandardCharsets.ISO_8859_1);
        Matcher type = DESCRIPTION.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!type.find()
                || !shape.find()
                || FORTRAN.matcher(header).find()
                || type.group(1).equals(">")) {
            throw invalid(
                    name, "little-endian numbers in C order, as of numpy.ascontiguousarray(a, '<f4')", header.trim());
        }
        ElementType element = TYPES.get(type.group(2) + type.group(3));
        if (element == null) {
            throw invalid(name, "elements of type " + TYPES.keySet(), type.group(2) + type.group(3));
        }
        try {
            return tensor(name, element, dims(shape.group(1)), file, start + (int) length);
        } catch (NumberFormatException e) {
            throw invalid(name, "a shape of numbers", shape.group(1));
        }
    }

    private static long[] dims(String text) {
        return Arrays.stream(text.replace("L", "").split(","))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static Tensor tensor(String name, ElementType element, long[] dims, byte[] file, int start) {
        long bytes = element.bytes();
        try {
            for (long d : dims) {
                bytes = Math.multiplyExact(bytes, d);
            }
        } catch (ArithmeticException e) {
            throw invalid(name, "a shape that fits into memory", Arrays.toString(dims));
        }
        if (bytes != file.length - start) {
            throw invalid(name, bytes + " bytes of elements", (file.length - start) + "");
        }
        return new Tensor(element, dims, Arrays.copyOfRange(file, start, file.length));
    }

    private static Failure invalid(String name, String expected, String received) {
        return new Failure(Reason.INVALID_REQUEST, name + ": expected " + expected + ", received " + received);
    }
}
