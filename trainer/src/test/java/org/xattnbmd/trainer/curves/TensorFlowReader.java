package org.xattnbmd.trainer.curves;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.hadoop.util.TFRecordReader;
import org.tensorflow.util.EventProtos;

/**
 * Event files as TensorFlow's own record reader and message definitions read them, checksums included; whatever they don't
 * accept is an exception. The definitions, not their generated classes, which protobuf refuses to run for their age.
 */
public final class TensorFlowReader {

    private static final Descriptor EVENT = EventProtos.getDescriptor().findMessageTypeByName("Event");

    private TensorFlowReader() {}

    /** One event, with its numbers by tag; a tag is there once. */
    public record Event(double wallTime, long step, String fileVersion, Map<String, Float> numbers) {}

    public static List<Event> events(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            TFRecordReader reader = new TFRecordReader(in, true);
            for (byte[] record = reader.read(); record != null; record = reader.read()) {
                events.add(event(DynamicMessage.parseFrom(EVENT, record)));
            }
        }
        return events;
    }

    private static Event event(Message message) {
        Map<String, Float> numbers = new TreeMap<>();
        for (Object value : (List<?>) field(requireKnown(field(message, "summary")), "value")) {
            Message one = requireKnown(value);
            String tag = (String) field(one, "tag");
            if (numbers.put(tag, (Float) field(one, "simple_value")) != null) {
                throw new AssertionError(tag + " twice in one event");
            }
        }
        return new Event(
                (Double) field(message, "wall_time"),
                (Long) field(message, "step"),
                (String) field(requireKnown(message), "file_version"),
                numbers);
    }

    private static Object field(Message message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    private static Message requireKnown(Object message) {
        if (!((Message) message).getUnknownFields().asMap().isEmpty()) {
            throw new AssertionError("fields that TensorFlow does not know in " + message);
        }
        return (Message) message;
    }

    /** The numbers under a tag, in the file's order; null where an event does not have it. */
    public static List<Float> curve(Path file, String tag) throws IOException {
        return events(file).stream()
                .skip(1)
                .map(event -> event.numbers().get(tag))
                .toList();
    }

    /** The events' steps, that of the version left out. */
    public static List<Long> steps(Path file) throws IOException {
        return events(file).stream().skip(1).map(Event::step).toList();
    }
}
