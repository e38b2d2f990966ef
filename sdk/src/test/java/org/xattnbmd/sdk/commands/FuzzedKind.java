package org.xattnbmd.sdk.commands;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomKinds;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.ExtendedJpegWriter;
import org.xattnbmd.sdk.fixtures.HostileModel;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TiffWriter;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.fixtures.TurnedPictures;

/** A kind of file that comes from outside: whole ones to damage, who reads them, and how they may be refused. */
enum FuzzedKind {
    MODEL {
        @Override
        List<byte[]> files() {
            return List.of(
                    TinyModel.bytes(),
                    TinyModel.bytes(TinyModel.card().toJson().replace("\"tiny\"", "\"t\"")),
                    TinyModel.withNeckBox(TinyModel.card().toJson()),
                    HostileModel.shapedByTheBatch(),
                    HostileModel.with("Loop", "radiograph", "looped"),
                    HostileModel.products(3, 64),
                    HostileModel.doubling("Concat", 12),
                    HostileModel.growing("Tile", 1, 1, 2, 2),
                    HostileModel.growing("ConstantOfShape", 1 << 16, 1 << 16),
                    HostileModel.windows(4000));
        }

        @Override
        void use(byte[] bytes, Path folder) throws Exception {
            Path file = Files.write(folder.resolve("fuzzed.onnx"), bytes);
            BmdEstimator.builder(file).threads(1).open().close();
        }

        @Override
        boolean mayBeRefused(Code code) {
            return code.id().startsWith("BMD-3") || code == Code.RUN_FAILED;
        }
    },
    DICOM(132) {
        @Override
        List<byte[]> files() {
            List<byte[]> files = new ArrayList<>();
            DicomKinds.all().values().forEach(kind -> files.add(kind.file().toBytes()));
            for (String syntax : new String[] {
                DicomWriter.IMPLICIT,
                DicomWriter.EXPLICIT,
                DicomWriter.DEFLATED,
                DicomWriter.BIG_ENDIAN,
                DicomWriter.RLE,
                DicomWriter.LOSSLESS,
                DicomWriter.JPEG_LS
            }) {
                files.add(new DicomWriter(syntax, GREY, W, H)
                        .text(0x00280030, "DS", "0.2\\0.2")
                        .text(0x00101010, "AS", "075Y")
                        .text(0x00281053, "DS", "-1.0")
                        .toBytes());
            }
            short[] twelve = new short[W * H];
            for (int i = 0; i < twelve.length; i++) {
                twelve[i] = (short) ((GREY[i] & 0xFFFF) >> 4);
            }
            double[] unused = new double[W * H];
            for (byte[] frame : new byte[][] {
                ExtendedJpegWriter.encode(twelve, W, H, 2, 9, unused),
                ExtendedJpegWriter.progressive(twelve, W, H, 2, 9, unused)
            }) {
                files.add(new DicomWriter(DicomWriter.JPEG_PROGRESSION, twelve, W, H)
                        .bits(16, 12, 11, false)
                        .pixels(frame)
                        .toBytes());
            }
            return files;
        }
    },
    PNG(8) {
        @Override
        List<byte[]> files() {
            List<byte[]> files = new ArrayList<>();
            for (int type : new int[] {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_BINARY
            }) {
                files.add(Pictures.encode("png", Pictures.eightBit(GREY, W, H, type)));
                files.add(Pictures.storedPng(Pictures.eightBit(GREY, W, H, type)));
                files.add(Pictures.progressive("png", Pictures.eightBit(GREY, W, H, type)));
            }
            files.add(Pictures.encode("png", GREY, W, H));
            files.add(TurnedPictures.png(
                    Pictures.encode("png", GREY, W, H), TurnedPictures.exif(6, ByteOrder.BIG_ENDIAN)));
            return files;
        }

        /** Makes every checksum right again, also of pixels that are not compressed, or nothing would get past the first check. */
        @Override
        byte[] repair(byte[] bytes) {
            ByteBuffer png = ByteBuffer.wrap(bytes);
            for (int at = 8; at + 12 <= bytes.length; ) {
                int length = png.getInt(at);
                if (length < 0 || length > bytes.length - at - 12) {
                    break;
                }
                // The head of the stream (2 bytes), of its only block (5), and the checksum (4).
                if (length > 11 && (bytes[at + 10] & 0xFF) == 1) {
                    Adler32 sum = new Adler32();
                    sum.update(bytes, at + 15, length - 11);
                    png.putInt(at + 4 + length, (int) sum.getValue());
                }
                CRC32 crc = new CRC32();
                crc.update(bytes, at + 4, length + 4);
                png.putInt(at + 8 + length, (int) crc.getValue());
                at += length + 12;
            }
            return bytes;
        }
    },
    JPEG(2) {
        @Override
        List<byte[]> files() {
            List<byte[]> files = new ArrayList<>();
            for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
                BufferedImage image = Pictures.eightBit(GREY, W, H, type);
                files.add(Pictures.jpeg(image, 0.9f));
                files.add(Pictures.progressive("jpeg", image));
            }
            files.add(TurnedPictures.jpeg(files.get(0), TurnedPictures.exif(6, ByteOrder.LITTLE_ENDIAN)));
            return files;
        }
    },
    TIFF(4) {
        @Override
        List<byte[]> files() {
            List<byte[]> files = new ArrayList<>();
            files.add(Pictures.encode("tiff", GREY, W, H));
            for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
                byte[] plain = TiffWriter.bytes(GREY, order);
                byte[] differences = TiffWriter.bytes(TiffWriter.differences(GREY, W, 1), order);
                files.add(tiff(order, plain).toBytes());
                files.add(tiff(order, plain).tag(262, 0).tag(274, 8).toBytes());
                files.add(tiff(order, TiffWriter.lzw(differences))
                        .tag(259, 5)
                        .tag(317, 2)
                        .toBytes());
                files.add(tiff(order, TiffWriter.deflate(differences))
                        .tag(259, 8)
                        .tag(317, 2)
                        .toBytes());
                files.add(
                        tiff(order, TiffWriter.deflate(plain)).tag(259, 32_946).toBytes());
                files.add(new TiffWriter(order)
                        .page(W, H, 16, plain.clone(), plain.clone(), plain.clone(), plain.clone())
                        .tiles(W, H)
                        .toBytes());
                files.add(tiff(order, new byte[W * H / 2]).tag(258, 4).toBytes());
                files.add(tiff(order, plain).page(W, H, 16, plain).toBytes());
            }
            return files;
        }

        private TiffWriter tiff(ByteOrder order, byte[] data) {
            return new TiffWriter(order).page(W, H, 16, data);
        }
    },
    CSV {
        @Override
        List<byte[]> files() {
            return List.of(
                    utf8("image,side,age,sex,height_cm,weight_kg\n"
                            + "hips/0001.dcm,left,75,female,165,70\nb.png,,,,,\n".repeat(12)),
                    utf8(
                            "\uFEFFimage,femoral_neck_bmd_g_cm2,remark\r\n\"a,b.png\",0.801,\"said \"\"so\"\"\"\r\nc.png,0.9,\r\n"),
                    utf8("side,image,sex\nRIGHT, a.png ,Male\n\n \nunknown,\"ü\n.png\",\n"));
        }

        @Override
        void use(byte[] bytes, Path folder) throws Exception {
            List<ModelCard.ClinicalField> fields = TinyModel.FIELDS;
            try (ExamList exams = ExamList.of(
                    new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder()), ',')) {
                BmdException last = null;
                for (ExamList.Exam exam : exams) {
                    for (Check check : List.<Check>of(
                            () -> {
                                if (exam.columns().contains(ExamList.MEASURED_BMD)) {
                                    exam.number(ExamList.MEASURED_BMD);
                                }
                            },
                            exam::requireWhole,
                            exam::side,
                            () -> exam.image(folder.resolve("table.csv")),
                            () -> exam.facts(fields),
                            () -> exam.clinical(fields).build().encode(fields))) {
                        try {
                            check.run();
                        } catch (BmdException e) {
                            last = e;
                        }
                    }
                }
                if (last != null) {
                    throw last;
                }
            }
        }

        @Override
        boolean mayBeRefused(Code code) {
            return code == Code.INVALID_ARGUMENT
                    || code == Code.IMAGE_NOT_FOUND
                    || code.id().startsWith("BMD-2");
        }
    },
    CARD {
        @Override
        List<byte[]> files() {
            return List.of(
                    utf8(TinyModel.card().toJson()),
                    utf8(TinyModel.card().toJson().replace("\"created\"", "\"made\"")));
        }

        @Override
        void use(byte[] bytes, Path folder) {
            ModelCard.parse(new String(bytes, StandardCharsets.UTF_8)).toJson();
        }

        @Override
        boolean mayBeRefused(Code code) {
            return code == Code.MODEL_CARD_INVALID || code == Code.MODEL_CARD_NEWER;
        }
    };

    private static final int W = 48;
    private static final int H = 40;
    private static final short[] GREY = SyntheticHip.left(W, H, 2);

    private final int kept;

    FuzzedKind() {
        this(0);
    }

    /** @param kept bytes at the front that say what kind of file it is and are not damaged */
    FuzzedKind(int kept) {
        this.kept = kept;
    }

    private interface Check {
        void run();
    }

    abstract List<byte[]> files();

    int kept() {
        return kept;
    }

    boolean isText() {
        return this == CSV || this == CARD;
    }

    byte[] repair(byte[] bytes) {
        return bytes;
    }

    /** Reads a file as callers do; a picture unless said otherwise. */
    void use(byte[] bytes, Path folder) throws Exception {
        Radiograph.decode(bytes);
    }

    boolean mayBeRefused(Code code) {
        return code.id().startsWith("BMD-1");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
