package org.xattnbmd.sdk.internal.picture.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.DicomKinds;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.picture.dicom.OwnReading.Verdict;

/**
 * The SDK's DICOM decoders against DCMTK's, gdcm's and pydicom's: {@code ./mvnw -B -Ppeers-dicom -pl sdk test}. Stored values
 * must be equal, and bright must be what DCMTK shows bright. A peer that this machine does not have is skipped by name.
 */
class DicomPeers {

    private static final int W = DicomKinds.W;
    private static final int H = DicomKinds.H;

    /** Programs that write pictures in other transfer syntaxes, with what they are called in a test's name. */
    private static final Map<String, List<String>> ENCODERS = encoders();

    /** What a file is called whose High Bit is above Bits Stored - 1: gdcm takes it for that and leaves the cells as they are. */
    private static final String AT_THE_TOP = "at the top";

    @TempDir
    private Path folder;

    private static Map<String, List<String>> encoders() {
        Map<String, List<String>> encoders = new LinkedHashMap<>();
        encoders.put("dcmcrle", List.of("dcmcrle"));
        encoders.put("dcmcjpeg .70", List.of("dcmcjpeg", "+e1"));
        for (int predictor = 1; predictor <= 7; predictor += 3) {
            encoders.put("dcmcjpeg .57 predictor " + predictor, List.of("dcmcjpeg", "+el", "+sv", "" + predictor));
        }
        encoders.put("dcmcjpeg .50", List.of("dcmcjpeg", "+eb", "+q", "95"));
        encoders.put("dcmcjpeg .51", List.of("dcmcjpeg", "+ee", "+q", "95"));
        encoders.put("dcmcjpeg .53", List.of("dcmcjpeg", "+es", "+q", "95"));
        encoders.put("dcmcjpeg .55", List.of("dcmcjpeg", "+ep", "+q", "95"));
        encoders.put("dcmcjpls .80", List.of("dcmcjpls", "+el"));
        encoders.put("dcmcjpls .81", List.of("dcmcjpls", "+en"));
        encoders.put("gdcmconv RLE", List.of("gdcmconv", "--rle"));
        encoders.put("gdcmconv .70", List.of("gdcmconv", "--jpeg"));
        encoders.put("gdcmconv .80", List.of("gdcmconv", "--jpegls"));
        encoders.put("gdcmconv .90", List.of("gdcmconv", "--j2k"));
        encoders.put("dcmconv .2, big endian", List.of("dcmconv", "+tb"));
        encoders.put("dcmconv .1.99, deflated", List.of("dcmconv", "+td"));
        encoders.put("gdcmconv implicit", List.of("gdcmconv", "--implicit"));
        return encoders;
    }

    /** Pictures of every depth, sign and polarity, as we write them. */
    private static Map<String, DicomWriter> pictures() {
        short[] grey = SyntheticHip.left(W, H, 9);
        Map<String, DicomWriter> pictures = new LinkedHashMap<>();
        int[][] bits = {{8, 8, 7}, {16, 16, 15}, {16, 12, 11}, {16, 10, 9}, {16, 12, 15}};
        for (int[] kind : bits) {
            for (boolean signed : new boolean[] {false, true}) {
                short[] stored = new short[grey.length];
                for (int i = 0; i < stored.length; i++) {
                    int value = (grey[i] & 0xFFFF) >>> 16 - kind[1];
                    int number = signed ? value - (1 << kind[1] - 1) : value;
                    int shift = kind[2] + 1 - kind[1];
                    stored[i] = (short) (number << shift);
                }
                String photometric = signed == (kind[1] == 12) ? "MONOCHROME1" : "MONOCHROME2";
                pictures.put(
                        kind[1] + " bits of " + kind[0] + (kind[2] >= kind[1] ? " " + AT_THE_TOP : "")
                                + (signed ? ", signed, " : ", ")
                                + photometric,
                        new DicomWriter(DicomWriter.EXPLICIT, stored, W, H)
                                .bits(kind[0], kind[1], kind[2], signed)
                                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")
                                .text(0x00080018, "UI", "1.2.3.4")
                                .text(0x00280004, "CS", photometric));
            }
        }
        DicomKinds.all().forEach((name, kind) -> pictures.put(name, kind.file()));
        return pictures;
    }

    @Test
    void dcmtkIsThere() {
        assumeThere(Peer.DCMTK);
    }

    @Test
    void gdcmIsThere() {
        assumeThere(Peer.GDCM);
    }

    @Test
    void pydicomIsThere() {
        assumeThere(Peer.PYDICOM);
    }

    private static void assumeThere(Peer peer) {
        assumeTrue(
                peer.missing().isEmpty(),
                () -> peer + " is left out: " + peer.missing().orElseThrow());
    }

    @TestFactory
    Stream<DynamicTest> peersReadWhatWeReadAndTheSame() throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, DicomWriter> picture : pictures().entrySet()) {
            Path file = folder.resolve("f" + files.size() + ".dcm");
            Files.write(file, picture.getValue().toBytes());
            files.put(picture.getKey(), file);
            boolean grey =
                    picture.getKey().contains("MONOCHROME") && picture.getKey().contains(" of ");
            for (Map.Entry<String, List<String>> encoder :
                    grey ? ENCODERS.entrySet() : Map.<String, List<String>>of().entrySet()) {
                if (picture.getKey().contains(AT_THE_TOP) && encoder.getKey().startsWith("gdcm")) {
                    continue;
                }
                Path coded = folder.resolve("f" + files.size() + ".dcm");
                List<String> command = new ArrayList<>(encoder.getValue());
                command.addAll(List.of(file.toString(), coded.toString()));
                if (PeerTools.has(command.get(0))
                        && PeerTools.run(command, null).status() == 0) {
                    files.put(picture.getKey() + ", " + encoder.getKey(), coded);
                }
            }
        }
        Map<Peer, Map<Path, Peer.Answer>> answers = ask(List.copyOf(files.values()));
        Map<Path, String> names = new LinkedHashMap<>();
        files.forEach((name, file) -> names.put(file, name));
        Map<Path, List<String>> wrong =
                PeerTools.forEach(List.copyOf(names.keySet()), file -> wrong(names.get(file), file, answers));
        return files.entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getKey(),
                        () -> assertThat(wrong.get(file.getValue()))
                                .as(file.getKey())
                                .isEmpty()));
    }

    private List<String> wrong(String name, Path file, Map<Peer, Map<Path, Peer.Answer>> answers) {
        byte[] bytes = PeerCollection.bytes(file);
        OwnReading ours = OwnReading.of(bytes);
        List<String> wrong = new ArrayList<>();
        answers.forEach((peer, all) -> {
            Verdict verdict = ours.against(all.get(file), peer == Peer.PYDICOM);
            boolean refused = verdict == Verdict.ONLY_THE_PEER_READS;
            boolean differs = peer == Peer.GDCM && name.contains(AT_THE_TOP);
            if (!differs && (verdict == Verdict.WRONG || refused)) {
                wrong.add(peer + ": " + verdict + (ours.refusal() == null ? "" : " " + ours.refusal()));
            }
        });
        if (ours.refusal() == null && answers.containsKey(Peer.DCMTK) && ours.isInvertedTo(file, folder)) {
            wrong.add("DCMTK shows it the other way round");
        }
        return wrong;
    }

    /** Counts a folder of files: {@code -Dpeers.dicom=FOLDER}; the table goes to target/peers-dicom. */
    @Test
    void collection() throws IOException {
        String given = System.getProperty("peers.dicom");
        assumeTrue(given != null, "no folder of DICOM files was given (-Dpeers.dicom=FOLDER)");
        List<Path> files = PeerCollection.distinct(Peer.files(Path.of(given))).stream()
                .filter(file -> !PeerCollection.isOther(file))
                .toList();
        PeerCollection collection = new PeerCollection(files, ask(files), folder);
        Path table = Path.of("target", "peers-dicom", "collection.md");
        Files.createDirectories(table.getParent());
        Files.writeString(table, collection.table(Path.of(given)));
        System.out.println(collection.counts());
    }

    private Map<Peer, Map<Path, Peer.Answer>> ask(List<Path> files) throws IOException {
        Map<Peer, Map<Path, Peer.Answer>> answers = new EnumMap<>(Peer.class);
        for (Peer peer : Peer.values()) {
            if (peer.missing().isEmpty()) {
                answers.put(peer, peer.decode(files, Files.createDirectories(folder.resolve(peer.name()))));
            }
        }
        return answers;
    }
}
