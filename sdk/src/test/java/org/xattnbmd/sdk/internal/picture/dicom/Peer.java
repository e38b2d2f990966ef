package org.xattnbmd.sdk.internal.picture.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException;

/** Another decoder of DICOM, asked for the stored values of single pictures. */
enum Peer {
    DCMTK("dcmconv", "dcmdrle", "dcmdjpeg", "dcmdjpls") {
        @Override
        void decode(Path file, Path out) throws IOException {
            String uid = uid(Files.readAllBytes(file));
            String tool = switch (uid.replace("1.2.840.10008.1.2", "")) {
                case ".5" -> "dcmdrle";
                case ".4.50", ".4.51", ".4.53", ".4.55", ".4.57", ".4.70" -> "dcmdjpeg";
                case ".4.80", ".4.81" -> "dcmdjpls";
                default -> "dcmconv";
            };
            uncompressed(List.of(tool, "+te", file.toString(), out.toString()), out, tool);
        }
    },
    GDCM("gdcmconv") {
        @Override
        void decode(Path file, Path out) throws IOException {
            uncompressed(List.of("gdcmconv", "--raw", file.toString(), out.toString()), out, "gdcmconv");
        }
    },
    PYDICOM {
        @Override
        void decode(Path file, Path out) {
            throw new UnsupportedOperationException("pydicom is asked for many files at once");
        }

        @Override
        Optional<String> missing() {
            PeerTools.Outcome outcome = PeerTools.run(List.of(PYTHON, "-c", "import pydicom, numpy"), null);
            return outcome.status() == 0
                    ? Optional.empty()
                    : Optional.of(PYTHON + " does not import pydicom and numpy (-Dpeers.python=PROGRAM)");
        }

        @Override
        Map<Path, Answer> decode(List<Path> files, Path scratch) throws IOException {
            Path script = Files.writeString(scratch.resolve("ask.py"), SCRIPT);
            Path list = Files.write(
                    scratch.resolve("files.txt"),
                    files.stream().map(Path::toString).toList());
            PeerTools.run(List.of(PYTHON, script.toString(), scratch.toString()), list);
            Map<Path, Answer> answers = new LinkedHashMap<>();
            for (int i = 0; i < files.size(); i++) {
                Path raw = scratch.resolve(i + ".raw");
                Path refusal = scratch.resolve(i + ".txt");
                answers.put(
                        files.get(i),
                        Files.exists(raw)
                                ? Files.size(raw) > Double.BYTES * MOST_BYTES
                                        ? new Answer(null, TOO_LARGE)
                                        : new Answer(raw, "")
                                : new Answer(null, Files.exists(refusal) ? Files.readString(refusal) : "no answer"));
            }
            return answers;
        }
    };

    /** Of an answer: more than any radiograph of a collection has, and less than the numbers take of the heap. */
    private static final long MOST_BYTES = 40L << 20;

    private static final String TOO_LARGE = "its answer is too large to compare";

    private static final String PYTHON = System.getProperty("peers.python", "python3");

    private static final String SCRIPT = """
            import sys, warnings, numpy, pydicom
            warnings.simplefilter('ignore')
            for i, path in enumerate(sys.stdin.read().splitlines()):
                into = sys.argv[1] + '/' + str(i)
                try:
                    pydicom.dcmread(path, force=True).pixel_array.astype('<f8').tofile(into + '.raw')
                except BaseException as e:
                    open(into + '.txt', 'w').write((type(e).__name__ + ' ' + str(e).split('\\n')[0])[:90])
            """;

    /**
     * What a peer made of a file; its pixels stay on the disk until they are asked for.
     *
     * @param written an uncompressed DICOM file, or the numbers alone; null if the peer refused
     */
    record Answer(Path written, String refusal) {

        boolean isRead() {
            return written != null;
        }

        Cells cells() {
            byte[] bytes = PeerCollection.bytes(written);
            return written.toString().endsWith(".raw") ? Cells.ofDoubles(bytes) : Cells.of(bytes);
        }
    }

    private final List<String> programs;

    Peer(String... programs) {
        this.programs = List.of(programs);
    }

    /** Why this peer cannot be asked; empty if it can. */
    Optional<String> missing() {
        return programs.stream()
                .filter(program -> !PeerTools.has(program))
                .findFirst()
                .map(program -> program + " is not on the path");
    }

    abstract void decode(Path file, Path out) throws IOException;

    Map<Path, Answer> decode(List<Path> files, Path scratch) throws IOException {
        return PeerTools.forEach(files, file -> {
            Path out = scratch.resolve(files.indexOf(file) + ".dcm");
            try {
                decode(file, out);
                Answer answer = new Answer(out, "");
                if (Files.size(out) > MOST_BYTES) {
                    return new Answer(null, TOO_LARGE);
                }
                answer.cells();
                return answer;
            } catch (IOException | RuntimeException e) {
                return new Answer(null, e.getMessage());
            }
        });
    }

    /** The transfer syntax that a file declares, empty if none. */
    static String uid(byte[] file) {
        try {
            return Dataset.meta(file, file.length > 132 && file[128] == 'D' ? 132 : 0)
                    .text(Tag.TRANSFER_SYNTAX_UID);
        } catch (BmdException e) {
            return "";
        }
    }

    private static void uncompressed(List<String> command, Path out, String tool) throws IOException {
        PeerTools.Outcome outcome = PeerTools.run(command, null);
        if (outcome.status() != 0 || !Files.exists(out)) {
            String said = outcome.said();
            throw new IOException(tool + ": " + said.substring(0, Math.min(90, said.length())));
        }
    }

    /** Every pixel's number, and what the peer's header says of its bits. */
    record Cells(double[] values) {

        /** Of an uncompressed file that a peer wrote. */
        static Cells of(byte[] file) {
            Dataset meta = Dataset.meta(file, 132);
            Dataset set = Dataset.read(file, meta.end(), Encoding.EXPLICIT_LITTLE);
            if (set.encapsulated() || !set.has(Tag.PIXEL_DATA)) {
                throw new IllegalArgumentException("it left the pixels as they were");
            }
            int allocated = set.unsigned16(Tag.BITS_ALLOCATED, 0);
            int stored = set.unsigned16(Tag.BITS_STORED, allocated);
            int high = set.unsigned16(Tag.HIGH_BIT, stored - 1);
            boolean signed = set.unsigned16(Tag.PIXEL_REPRESENTATION, 0) == 1;
            int count = set.unsigned16(Tag.ROWS, 0)
                    * set.unsigned16(Tag.COLUMNS, 0)
                    * set.unsigned16(Tag.SAMPLES_PER_PIXEL, 1);
            Dataset.Element data = set.get(Tag.PIXEL_DATA);
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                long cell = 0;
                for (int n = 0; n < allocated; n++) {
                    long bit = (long) i * allocated + n;
                    int at = (int) (bit / 8);
                    if (at >= data.length()) {
                        throw new IllegalArgumentException("it wrote too few pixels");
                    }
                    cell |= (long) (file[data.start() + at] >>> (int) (bit % 8) & 1) << n;
                }
                values[i] = number(cell, stored, high, signed);
            }
            return new Cells(values);
        }

        static Cells ofDoubles(byte[] raw) {
            ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            double[] values = new double[raw.length / 8];
            bytes.asDoubleBuffer().get(values);
            return new Cells(values);
        }

        /** What the stored bits of whole cells mean. */
        Cells masked(int stored, int high, boolean signed) {
            double[] masked = values.clone();
            for (int i = 0; i < masked.length; i++) {
                masked[i] = number((long) masked[i], stored, high, signed);
            }
            return new Cells(masked);
        }

        private static double number(long cell, int stored, int high, boolean signed) {
            int unused = Long.SIZE - stored;
            long up = cell >> Math.max(0, high + 1 - stored) << unused;
            return signed ? up >> unused : up >>> unused;
        }
    }

    /** Files of a folder and those below it. */
    static List<Path> files(Path folder) {
        try (var walk = Files.walk(folder)) {
            return new ArrayList<>(walk.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
