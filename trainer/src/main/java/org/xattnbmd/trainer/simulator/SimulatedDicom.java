package org.xattnbmd.trainer.simulator;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.xattnbmd.trainer.Sha256;

/**
 * Codes a radiograph as a Computed Radiography image (PS3.3, A.2), Part 10, explicit VR little endian, 16 bits
 * allocated. Name, descriptions and comments say SIMULATED; there is no date and no institution. The same subject of the
 * same configuration gives the same bytes, identifiers included.
 */
final class SimulatedDicom {

    private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
    private static final String COMPUTED_RADIOGRAPHY = "1.2.840.10008.5.1.4.1.1.1";
    private static final int PREAMBLE = 128;

    private SimulatedDicom() {}

    static byte[] encode(SimulatedSubject s, SimulationConfig config) {
        String series = config.seed() + "/" + config.site() + "/" + s.id();
        String instance = series + "/" + config.imageSize() + "/"
                + s.radiograph().fieldCm() + (s.repeat() == 0 ? "" : "/" + s.repeat());
        byte[] meta = new DicomWriter()
                .element(0x00020001, "OB", new byte[] {0, 1})
                .text(0x00020002, "UI", COMPUTED_RADIOGRAPHY)
                .text(0x00020003, "UI", uid("image " + instance))
                .text(0x00020010, "UI", EXPLICIT_LITTLE_ENDIAN)
                .text(0x00020012, "UI", uid("bmd-trainer simulator"))
                .toBytes();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[PREAMBLE]);
        file.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(new DicomWriter().unsigned32(0x00020000, meta.length).toBytes());
        file.writeBytes(meta);
        file.writeBytes(dataset(s, config, series, instance));
        return file.toByteArray();
    }

    private static byte[] dataset(SimulatedSubject s, SimulationConfig config, String series, String instance) {
        ClinicalFacts f = s.facts();
        double spacing = 10 * s.radiograph().fieldCm() / config.imageSize();
        boolean hip = s.radiograph().view() == View.HIP;
        String part = hip ? "hip" : "pelvis";
        return new DicomWriter()
                .text(0x00080008, "CS", "ORIGINAL\\PRIMARY")
                .text(0x00080016, "UI", COMPUTED_RADIOGRAPHY)
                .text(0x00080018, "UI", uid("image " + instance))
                .text(0x00080020, "DA", "")
                .text(0x00080030, "TM", "")
                .text(0x00080050, "SH", "")
                .text(0x00080060, "CS", "CR")
                .text(0x00080070, "LO", "SIMULATED")
                .text(0x00080090, "PN", "")
                .text(0x00081030, "LO", "SIMULATED " + part + " radiograph")
                .text(0x0008103E, "LO", "SIMULATED " + part + " AP, no patient")
                .text(0x00100010, "PN", "SIMULATED^" + s.id())
                .text(0x00100020, "LO", s.id())
                .text(0x00100030, "DA", "")
                .text(0x00100040, "CS", f.sex().equals("female") ? "F" : "M")
                .text(0x00101010, "AS", String.format(Locale.ROOT, "%03dY", (int) f.age()))
                .text(0x00101020, "DS", f.heightCm() == null ? "" : decimal(f.heightCm() / 100))
                .text(0x00101030, "DS", f.weightKg() == null ? "" : decimal(f.weightKg()))
                .text(0x00104000, "LT", "SIMULATED radiograph, no patient")
                .text(0x00180015, "CS", hip ? "HIP" : "PELVIS")
                .text(0x00181164, "DS", decimal(spacing) + "\\" + decimal(spacing))
                .text(0x00185101, "CS", "AP")
                .text(0x0020000D, "UI", uid("study " + series))
                .text(0x0020000E, "UI", uid("series " + series))
                .text(0x00200010, "SH", "")
                .text(0x00200011, "IS", "1")
                .text(0x00200013, "IS", Integer.toString(s.repeat() + 1))
                .text(0x00200020, "CS", "L\\F")
                // A pelvis is no paired part: which hip is asked for is not the file's to say.
                .text(0x00200060, "CS", hip ? s.leftSide() ? "L" : "R" : "")
                .text(0x00204000, "LT", "SIMULATED")
                .unsigned16(0x00280002, 1)
                .text(0x00280004, "CS", "MONOCHROME2")
                .unsigned16(0x00280010, s.radiograph().size())
                .unsigned16(0x00280011, s.radiograph().size())
                .unsigned16(0x00280100, 16)
                .unsigned16(0x00280101, s.radiograph().bitsStored())
                .unsigned16(0x00280102, s.radiograph().bitsStored() - 1)
                .unsigned16(0x00280103, 0)
                .element(0x7FE00010, "OW", pixels(s.radiograph().pixels()))
                .toBytes();
    }

    private static byte[] pixels(short[] pixels) {
        ByteBuffer bytes = DicomWriter.little(2 * pixels.length);
        bytes.asShortBuffer().put(pixels);
        return bytes.array();
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** A UID of the UUID-derived form (PS3.5, B.2) that depends on the name alone. */
    private static String uid(String name) {
        byte[] uuid = Arrays.copyOf(Sha256.of(("bmd-trainer " + name).getBytes(StandardCharsets.UTF_8)), 16);
        uuid[6] = (byte) (uuid[6] & 0x0f | 0x80);
        uuid[8] = (byte) (uuid[8] & 0x3f | 0x80);
        return "2.25." + new BigInteger(1, uuid);
    }
}
