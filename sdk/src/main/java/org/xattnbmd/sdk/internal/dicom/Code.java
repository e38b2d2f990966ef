package org.xattnbmd.sdk.internal.dicom;

/**
 * A coded concept (DICOM PS3.3, 8.8).
 *
 * @param value at most 16 characters
 * @param scheme the coding scheme's designator, such as DCM or SCT
 * @param meaning for people, at most 64 characters
 */
public record Code(String value, String scheme, String meaning) {

    /** The code as the item of a sequence. */
    public DataSet item() {
        return new DataSet()
                .put(Attribute.CODE_VALUE, value)
                .put(Attribute.CODING_SCHEME_DESIGNATOR, scheme)
                .put(Attribute.CODE_MEANING, meaning);
    }
}
