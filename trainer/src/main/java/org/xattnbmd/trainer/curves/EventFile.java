package org.xattnbmd.trainer.curves;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.CRC32C;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * A file of events that TensorBoard shows as curves, one event per step, the steps 1, 2, 3 … without a gap. It only ever grows
 * while it is written, so that a viewer can follow it; what a kill left half-written is cut off by {@link #keep}. Own code:
 * the frame (TFRecord) and the two messages (Event, Summary) are a few lines over protobuf's streams, DJL writes no such
 * file, and what TensorFlow publishes for Java is either from 2019 or brings all of TensorFlow. One thread at a time.
 */
public final class EventFile {

    /** The first event of every file says so. */
    private static final String VERSION = "brain.Event:2";

    // Fields of TensorFlow's messages Event, Summary and Summary.Value.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    /** Length and its checksum, before the data; behind them is the checksum of the data. */
    private static final int HEAD = 12;

    private static final int FOOT = 4;

    /** An event of a training has a few hundred bytes. */
    private static final int LARGEST = 1 << 20;

    private final Path file;
    private final InstantSource clock;

    /** @param clock says when an event was; a viewer shows it */
    public EventFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Makes the file and its folder if there are none, and cuts it behind the last whole event of an unbroken row of steps, at most {@code
     * upTo}.
     *
     * @return the last step that it has now, 0 for none
     * @throws TrainerException {@code OUTPUT} if it can't be read or written
     */
    public long keep(long upTo) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            byte[] whole = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            ByteBuffer left = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
            long step = -1;
            int end = 0;
            while (step < upTo && step(left) == step + 1) {
                step++;
                end = left.position();
            }
            if (end < whole.length) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(end);
                }
            }
            if (end == 0) {
                append(event(0, out -> out.writeString(FILE_VERSION, VERSION)));
            }
            return Math.max(0, step);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Adds the event of the next step.
     *
     * @param scalars numbers by tag; a slash in a tag groups curves
     * @throws TrainerException {@code OUTPUT} if it can't be written
     */
    public void add(long step, Map<String, Double> scalars) {
        try {
            byte[] summary = message(out -> {
                for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
                    out.writeByteArray(VALUE, message(value -> {
                        value.writeString(TAG, scalar.getKey());
                        value.writeFloat(SIMPLE_VALUE, scalar.getValue().floatValue());
                    }));
                }
            });
            append(event(step, out -> out.writeByteArray(SUMMARY, summary)));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private TrainerException unwritable(IOException e) {
        return new TrainerException(
                Code.OUTPUT,
                "Can't write " + file + " (" + SafeFiles.reason(e) + "). Make room or choose a folder you may write.",
                e);
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }

    private byte[] event(long step, Fields what) throws IOException {
        return message(out -> {
            out.writeDouble(WALL_TIME, clock.millis() / 1e3);
            out.writeInt64(STEP, step);
            what.writeTo(out);
        });
    }

    private void append(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(HEAD + data.length + FOOT).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(checksum(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(checksum(data, 0, data.length)).flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        }
    }

    /** Reads the next event's step; any other number than the wanted one if there is no whole event. */
    private static long step(ByteBuffer left) {
        int at = left.position();
        if (left.remaining() < HEAD + FOOT) {
            return Long.MIN_VALUE;
        }
        long length = left.getLong();
        if (left.getInt() != checksum(left.array(), at, Long.BYTES)
                || length < 0
                || length > LARGEST
                || length + FOOT > left.remaining()) {
            return Long.MIN_VALUE;
        }
        byte[] data = new byte[(int) length];
        left.get(data);
        return left.getInt() == checksum(data, 0, data.length) ? stepOf(data) : Long.MIN_VALUE;
    }

    private static long stepOf(byte[] event) {
        long step = 0;
        CodedInputStream in = CodedInputStream.newInstance(event);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == STEP) {
                    step = in.readInt64();
                } else if (!in.skipField(tag)) {
                    return Long.MIN_VALUE;
                }
            }
            return step;
        } catch (IOException e) {
            // Its checksum is right: somebody else wrote it.
            return Long.MIN_VALUE;
        }
    }

    /** The CRC-32C of TFRecord files, rotated and shifted, since they are checksums of data that hold checksums. */
    private static int checksum(byte[] data, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
