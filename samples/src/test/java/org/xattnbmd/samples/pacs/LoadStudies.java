package org.xattnbmd.samples.pacs;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** Any number of studies of one image each, out of a handful of pictures under new UIDs. Immutable. */
final class LoadStudies {

    private static final int SIDE = 768;
    private static final int NUMBER = 6;
    private static final int SOP = 0x00080018;
    private static final int STUDY = 0x0020000D;

    /** A file, and where in it the last digits of each UID stand that is replaced. */
    private record Template(byte[] file, List<Integer> places) {}

    private final List<Template> templates;
    private final int count;

    private LoadStudies(List<Template> templates, int count) {
        this.templates = templates;
        this.count = count;
    }

    /** From the reference model's own pictures, enlarged to 768 by 768 pixels, with noise. */
    static LoadStudies ofReferences(Path folder, int count) throws IOException {
        List<Template> templates = new ArrayList<>();
        Random random = new Random(17);
        for (Path picture : list(folder, ".png")) {
            Raster grey = grey(picture);
            short[] pixels = new short[SIDE * SIDE];
            for (int i = 0; i < pixels.length; i++) {
                int sample = grey.getSample(i % SIDE * grey.getWidth() / SIDE, i / SIDE * grey.getHeight() / SIDE, 0);
                pixels[i] = (short) Math.max(0, Math.min(0xFFFF, sample + (int) (200 * random.nextGaussian())));
            }
            String uid = "1.2.3." + (1000 + templates.size()) + ".000000";
            templates.add(template(new DicomWriter(DicomWriter.EXPLICIT, pixels, SIDE, SIDE)
                    .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.1.1")
                    .text(SOP, "UI", uid + ".1.1.000000")
                    .text(STUDY, "UI", uid)
                    .text(0x0020000E, "UI", uid + ".1")
                    .text(0x00200062, "CS", "L")
                    .text(0x00100010, "PN", "SIMULATED^LOAD")
                    .text(0x00100040, "CS", "F")
                    .text(0x00101010, "AS", "075Y")
                    .toBytes()));
        }
        return new LoadStudies(templates, count);
    }

    /** From DICOM files in explicit VR little endian whose UIDs end with six digits. */
    static LoadStudies ofFiles(Path folder, int count) throws IOException {
        List<Template> templates = new ArrayList<>();
        for (Path file : list(folder, ".dcm")) {
            templates.add(template(Files.readAllBytes(file)));
        }
        return new LoadStudies(templates, count);
    }

    private static Raster grey(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        if (image.getRaster().getTransferType() != java.awt.image.DataBuffer.TYPE_USHORT) {
            throw new IllegalArgumentException("Expected pictures of 16 bits");
        }
        return image.getRaster();
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            if (all.isEmpty()) {
                throw new IllegalArgumentException("Expected files *" + ending + " in the folder");
            }
            return all;
        }
    }

    private static Template template(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<Integer> places = new ArrayList<>();
        for (String uid : List.of(StubArchive.uid(file, SOP), StubArchive.uid(file, STUDY))) {
            for (int at = text.indexOf(uid); at >= 0; at = text.indexOf(uid, at + 1)) {
                places.add(at + uid.length() - NUMBER);
            }
        }
        return new Template(file, places);
    }

    int count() {
        return count;
    }

    /** The file of a study, from 0. */
    byte[] file(int number) {
        Template template = templates.get(number % templates.size());
        byte[] file = template.file().clone();
        byte[] digits = String.format(Locale.ROOT, "%0" + NUMBER + "d", number).getBytes(StandardCharsets.US_ASCII);
        for (int place : template.places()) {
            System.arraycopy(digits, 0, file, place, NUMBER);
        }
        return file;
    }

    /** Puts all into an archive that makes a file when it is asked for and keeps no result. */
    void putInto(StubArchive archive) {
        byte[] nothing = new byte[0];
        Set<String> radiographs = new HashSet<>();
        for (int i = 0; i < count; i++) {
            byte[] file = file(i);
            String sop = StubArchive.uid(file, SOP);
            archive.put(StubArchive.uid(file, STUDY), sop, nothing);
            radiographs.add(sop);
        }
        archive.result = sop -> !radiographs.contains(sop);
        archive.kept = object -> nothing;
        archive.given = (sop, object) -> file(Integer.parseInt(sop.substring(sop.length() - NUMBER)));
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            Files.write(folder.resolve(String.format(Locale.ROOT, "%05d.dcm", i)), file(i));
        }
    }
}
