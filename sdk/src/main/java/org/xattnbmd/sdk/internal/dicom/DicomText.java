package org.xattnbmd.sdk.internal.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Codes our own texts so that they stand beside copied ones, whatever the character set of these is: in UTF-8 where the file says
 * so (ISO_IR 192), else in ASCII, which every character set of DICOM has in it (PS3.3, C.12.1.1.2).
 */
public enum DicomText {
    ASCII(StandardCharsets.US_ASCII),
    UTF_8(StandardCharsets.UTF_8);

    private static final String UTF_8_TERM = "ISO_IR 192";

    private final Charset charset;

    DicomText(Charset charset) {
        this.charset = charset;
    }

    /** How to write beside texts of this Specific Character Set, empty if the file has none. */
    public static DicomText beside(String specificCharacterSet) {
        return specificCharacterSet.equals(UTF_8_TERM) ? UTF_8 : ASCII;
    }

    byte[] encode(String text) {
        return (this == UTF_8 ? text : ascii(text)).getBytes(charset);
    }

    /** The text in ASCII: accents are left off, signs are written out, and what is left becomes a question mark. */
    public static String ascii(String text) {
        String known = text.replace("²", "2")
                .replace("±", "+/-")
                .replace('–', '-')
                .replace('−', '-')
                .replace('’', '\'')
                .replace("ß", "ss");
        return Normalizer.normalize(known, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^\\x00-\\x7F]", "?");
    }

    /** The text without what a value of this representation must not have: control characters, and signs that part values. */
    static String plain(String text, Vr vr) {
        return vr.isMultiple()
                ? text.replace('\\', '/').replaceAll("\\p{Cntrl}", " ")
                : text.replaceAll("[\\p{Cntrl}&&[^\\t\\n\\r]]", " ");
    }

    /** The text, or its beginning where it is longer than a value of this representation may be. */
    public static String fitting(String text, Vr vr) {
        // ASCII may take more characters than the text had, or fewer.
        String ascii = ascii(text);
        int most = vr.mostCharacters();
        if (text.length() <= most && ascii.length() <= most) {
            return text;
        }
        return ascii.length() <= most ? ascii : ascii.substring(0, most - 3) + "...";
    }
}
