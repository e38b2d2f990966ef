package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a tensor's data is, as the file has it: ONNX's keys {@code location}, {@code offset}, {@code length} and
 * {@code checksum}.
 *
 * @param location path from the model's folder
 * @param offset first byte in that file
 * @param length number of bytes, or {@link #TO_THE_END}
 * @param checksum SHA-1 of the whole file in hexadecimal, or null
 */
record ExternalPlace(String location, long offset, long length, String checksum) {

    static final String LOCATION = "location";
    static final String OFFSET = "offset";
    static final String LENGTH = "length";
    static final String CHECKSUM = "checksum";

    /** No length is given. */
    static final long TO_THE_END = -1;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    static ExternalPlace of(OnnxMl.TensorProto tensor) {
        Map<String, String> entries = new HashMap<>();
        for (OnnxMl.StringStringEntryProto e : tensor.getExternalDataList()) {
            if (entries.put(e.getKey(), e.getValue()) != null) {
                throw TensorReader.invalid(tensor, "one " + e.getKey() + " of its data in another file", "several");
            }
        }
        if (!entries.containsKey(LOCATION) || entries.containsKey("basepath")) {
            throw TensorReader.invalid(
                    tensor, "a location of its data relative to the model's folder", entries.keySet());
        }
        return new ExternalPlace(
                entries.get(LOCATION),
                number(tensor, entries.getOrDefault(OFFSET, "0")),
                entries.containsKey(LENGTH) ? number(tensor, entries.get(LENGTH)) : TO_THE_END,
                entries.get(CHECKSUM));
    }

    private static long number(OnnxMl.TensorProto tensor, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw TensorReader.invalid(tensor, "a number of bytes of 0 and more", '"' + text + '"');
        }
        return Long.parseLong(text);
    }

    /** A tensor without data that refers to this place. */
    OnnxMl.TensorProto.Builder reference() {
        OnnxMl.TensorProto.Builder tensor =
                OnnxMl.TensorProto.newBuilder().setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
        add(tensor, LOCATION, location);
        add(tensor, OFFSET, Long.toString(offset));
        add(tensor, LENGTH, Long.toString(length));
        add(tensor, CHECKSUM, checksum);
        return tensor;
    }

    private static void add(OnnxMl.TensorProto.Builder tensor, String key, String value) {
        tensor.addExternalData(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }
}
