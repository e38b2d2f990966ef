package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.internal.dicom.Attribute;

/** A DICOM file as the SDK's own reader finds it, for tests of what the SDK writes. */
public final class ParsedObject {

    private final Dataset set;

    private ParsedObject(Dataset set) {
        this.set = set;
    }

    public static ParsedObject of(byte[] file) {
        return new ParsedObject(DicomFile.dataSet(file));
    }

    public boolean has(Attribute attribute) {
        return set.has(attribute.tag());
    }

    /** The value in ISO 8859-1, padding off. */
    public String text(Attribute attribute) {
        return set.text(attribute.tag());
    }

    public byte[] bytes(Attribute attribute) {
        return set.copy(attribute.tag(), false);
    }

    /** Red, green and blue of each pixel of a run-length coded picture. */
    public byte[] runLengthCoded(int pixels) {
        byte[][] planes = RleFrame.decode(Codestream.frame(set), 3, pixels);
        byte[] rgb = new byte[3 * pixels];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = planes[i % 3][i / 3];
        }
        return rgb;
    }

    public int number(Attribute attribute) {
        return set.unsigned16(attribute.tag(), -1);
    }

    public List<ParsedObject> items(Attribute attribute) {
        return set.items(attribute.tag()).stream().map(ParsedObject::new).toList();
    }

    public ParsedObject item(Attribute attribute) {
        return items(attribute).get(0);
    }

    public List<Float> floats(Attribute attribute) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(attribute)).order(ByteOrder.LITTLE_ENDIAN);
        List<Float> numbers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            numbers.add(bytes.getFloat());
        }
        return numbers;
    }

    /** The content tree of a structured report, one line an item: depth, relation, type, name and value. */
    public List<String> contentTree() {
        List<String> lines = new ArrayList<>();
        addTo(lines, 0);
        return lines;
    }

    private void addTo(List<String> lines, int depth) {
        String relation = text(Attribute.RELATIONSHIP_TYPE);
        lines.add("  ".repeat(depth)
                + (relation.isEmpty() ? "" : relation + " ")
                + text(Attribute.VALUE_TYPE)
                + code(Attribute.CONCEPT_NAME_CODE_SEQUENCE)
                + value());
        items(Attribute.CONTENT_SEQUENCE).forEach(child -> child.addTo(lines, depth + 1));
    }

    private String value() {
        return switch (text(Attribute.VALUE_TYPE)) {
            case "TEXT" -> " = " + text(Attribute.TEXT_VALUE);
            case "CODE" -> " =" + code(Attribute.CONCEPT_CODE_SEQUENCE);
            case "UIDREF" -> " = " + text(Attribute.UID);
            case "SCOORD" -> " = " + text(Attribute.GRAPHIC_TYPE) + " " + floats(Attribute.GRAPHIC_DATA);
            case "IMAGE" -> " = " + item(Attribute.REFERENCED_SOP_SEQUENCE).text(Attribute.REFERENCED_SOP_INSTANCE_UID);
            case "NUM" -> " = " + number();
            default -> "";
        };
    }

    private String number() {
        List<ParsedObject> values = items(Attribute.MEASURED_VALUE_SEQUENCE);
        return values.isEmpty()
                ? "none," + code(Attribute.NUMERIC_VALUE_QUALIFIER_CODE_SEQUENCE)
                : values.get(0).text(Attribute.NUMERIC_VALUE)
                        + values.get(0).code(Attribute.MEASUREMENT_UNITS_CODE_SEQUENCE);
    }

    private String code(Attribute sequence) {
        List<ParsedObject> codes = items(sequence);
        return codes.isEmpty()
                ? ""
                : " (" + codes.get(0).text(Attribute.CODE_VALUE) + ", "
                        + codes.get(0).text(Attribute.CODING_SCHEME_DESIGNATOR) + ", "
                        + codes.get(0).text(Attribute.CODE_MEANING) + ")";
    }

    /** All bytes of the file's values as one text, to look for what must not be there. */
    public String everything() {
        return new String(set.bytes(), StandardCharsets.ISO_8859_1);
    }
}
